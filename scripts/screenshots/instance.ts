import type { Client, IssuedKey } from '@keywright/contract'
import { TOTP } from 'otpauth'
import { type App, startApp } from '../../e2e/web/support/app.ts'
import { signIn } from '../../packages/server/src/testing/sign-in.ts'
import { writeContent } from './content-story.ts'
import { hangPanels } from './panel-story.ts'
import { APIS, KEYS, type KeyStory, PASSWORD, PEOPLE, ROLES } from './story.ts'
import { useKeys } from './usage.ts'

/** An installation as a real one would be after some weeks. */
export interface Instance {
  app: App
  /** Cookies of the people whose eyes pictures are taken through. */
  cookies: Record<Viewer, string>
  /** What paths of pictures stand for, as in `{key}`. */
  places: Record<string, string>
  /** Keeps everybody from being asked for the password again, but who is meant to be. */
  stayFresh(): Promise<void>
}

/** The owner, the owner long after the password was entered, and people with less or other things. */
export type Viewer = 'owner' | 'stale' | 'reader' | 'twoStep' | 'newcomer' | 'nowhere'

const DAYS = 40
const DAY = 86_400_000
const params = { domain: 'main' }
const BROWSER = {
  from: '203.0.113.7',
  headers: {
    'user-agent':
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
  },
}

/** Lives through some weeks of an installation, up to now. */
export async function startInstance(): Promise<Instance> {
  const today = Date.now()
  const app = await startApp({
    daysAgo: DAYS,
    config: { ownerEmail: 'grace@northwind.example', ownerPassword: PASSWORD },
  })
  let client = app.client
  const people: Record<string, string> = {}
  const issued = new Map<string, IssuedKey>()
  const places: Record<string, string> = {}
  const cookieOf = async (email: string, totp?: string) =>
    (await signIn(app.server, { email, password: PASSWORD, ...(totp && { totp }) }, BROWSER)).cookie

  /** Sessions end meanwhile, so the owner begins another. */
  async function goTo(daysAgo: number) {
    app.clock.advance(today - daysAgo * DAY - app.clock.now())
    client = app.server.client({ cookie: await app.signIn() })
  }

  function invite(email: string, role: string) {
    return client.invitations.create({ params, body: { email, role } })
  }

  async function join({ email, name, role }: (typeof PEOPLE)[number]) {
    const { link } = await invite(email, role)
    const token = new URL(link).hash.slice(1)
    const body = { token, name, password: PASSWORD }
    people[email] = (await app.server.client().invitations.accept({ body })).userId
  }

  function eventsOf(story: KeyStory): Event[] {
    const { name } = story.body
    const at = () => ({ params: { ...params, id: issued.get(name)?.key.id ?? '' } })
    const rotation = { overlapSeconds: (5 * DAY) / 1000 }
    const revocation = story.reason === undefined ? {} : { reason: story.reason }
    return [
      ...on(story.daysAgo, async () => issued.set(name, await makeKey(client, story, people))),
      ...on(story.rotatedDaysAgo, async () =>
        issued.set(name, await client.keys.rotate({ ...at(), body: rotation })),
      ),
      ...on(story.disabledDaysAgo, () => client.keys.disable(at())),
      ...on(story.revokedDaysAgo, () => client.keys.revoke({ ...at(), body: revocation })),
    ]
  }

  await client.me.update({ body: { name: 'Grace Murray' } })
  await client.domains.update({
    params,
    body: {
      name: 'Northwind',
      settings: { defaultLifetimeDays: 90, maxLifetimeDays: 365, revealableKeys: true },
    },
  })
  await client.domains.create({ body: { slug: 'staging', name: 'Northwind staging' } })
  await client.domains.create({ body: { slug: 'acme', name: 'Acme fulfilment' } })
  for (const body of APIS) await client.apis.create({ params, body })
  await writeContent(client, 'main')
  for (const body of ROLES) await client.roles.create({ params, body })
  const events: Event[] = [
    ...PEOPLE.map(person => ({ daysAgo: person.daysAgo, act: () => join(person) })),
    ...KEYS.flatMap(eventsOf),
    ...on(4.5, () => client.sharedSecret.create({ params })),
    ...on(3.5, () => {
      const id = people['tom@northwind.example'] ?? ''
      return client.users.update({ params: { ...params, id }, body: { suspended: true } })
    }),
    ...on(0.5, () => invite('sam@contractor.example', 'READONLY')),
    ...on(0.4, () => invite('lee@contractor.example', 'PARTNER')),
  ]
  for (const { daysAgo, act } of events.toSorted((a, b) => b.daysAgo - a.daysAgo)) {
    await goTo(daysAgo)
    await act()
  }
  await goTo(0.01)
  const stale = await app.signIn()
  const priya = app.server.client({ cookie: await cookieOf('priya@northwind.example') })
  const { secret } = await priya.me.startTotp({})
  const code = () => new TOTP({ secret }).generate({ timestamp: app.clock.now() })
  await priya.me.confirmTotp({ body: { code: code() } })
  await goTo(0)
  await useKeys(app, issued)

  const reception = await hangPanels(client, 'main')
  await app.server.server.fetch(
    new Request(reception.link, { headers: { 'user-agent': SCREEN, accept: 'text/html' } }),
    { remoteAddress: '203.0.113.40' },
  )
  const { link } = await invite('kim@contractor.example', 'EDITOR')
  const nowhere = await app.server.seed.user('nowhere')
  const newcomer = await app.server.seed.user('newcomer')
  await app.server.server.foundation.database.db
    .updateTable('users')
    .set({ must_change_password: 1 })
    .where('id', '=', newcomer.id)
    .execute()

  for (const [name, { key }] of issued) places[name] = key.id
  for (const [email, id] of Object.entries(people)) places[email.split('@')[0] ?? ''] = id
  places.invite = new URL(link).hash
  places.reception = reception.id
  return {
    app,
    places,
    async stayFresh() {
      await app.server.server.foundation.database.db
        .updateTable('sessions')
        .set({ authenticated_at: app.clock.now() })
        .where('authenticated_at', '>=', today)
        .execute()
    },
    cookies: {
      owner: await cookieOf(app.owner.email),
      stale,
      reader: await cookieOf('jonas@northwind.example'),
      twoStep: await cookieOf('priya@northwind.example', code()),
      newcomer: newcomer.cookie,
      nowhere: nowhere.cookie,
    },
  }
}

/** Something that happened. */
interface Event {
  daysAgo: number
  act: () => Promise<unknown>
}

function on(daysAgo: number | undefined, act: Event['act']): Event[] {
  return daysAgo === undefined ? [] : [{ daysAgo, act }]
}

function makeKey(client: Client, { body, actsAs }: KeyStory, people: Record<string, string>) {
  const actor = actsAs === undefined ? undefined : people[actsAs]
  return client.keys.create({ params, body: { ...body, ...(actor && { actsAs: actor }) } })
}

const SCREEN =
  'Mozilla/5.0 (X11; CrOS x86_64 15633.69.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
