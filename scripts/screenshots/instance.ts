import type { Client, IssuedKey } from '@keywright/contract'
import { TOTP } from 'otpauth'
import { type App, startApp } from '../../e2e/web/support/app.ts'
import { signIn } from '../../packages/server/src/testing/sign-in.ts'
import { APIS, KEYS, type KeyStory, PASSWORD, PEOPLE, ROLES } from './story.ts'
import { useKeys } from './usage.ts'

/** An installation as a real one would be after some weeks. */
export interface Instance {
  app: App
  /** Cookies of the people whose eyes pictures are taken through. */
  cookies: Record<Viewer, string>
  /** What paths of pictures stand for, as in `{key}`. */
  places: Record<string, string>
  /** The code that an authenticator app shows now. */
  code(): string
}

/** The owner, the owner long after the password was entered, and people with less or other things. */
export type Viewer = 'owner' | 'stale' | 'reader' | 'twoStep' | 'newcomer' | 'nowhere'

const DAYS = 40
const DAY = 86_400_000
const params = { domain: 'main' }

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
    (await signIn(app.server, { email, password: PASSWORD, ...(totp && { totp }) })).cookie

  /** Sessions end meanwhile, so the owner begins another. */
  async function goTo(daysAgo: number) {
    app.clock.advance(today - daysAgo * DAY - app.clock.now())
    client = app.server.client({ cookie: await app.signIn() })
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
  for (const body of ROLES) await client.roles.create({ params, body })
  for (const { email, name, role, daysAgo } of PEOPLE) {
    await goTo(daysAgo)
    const { link } = await client.invitations.create({ params, body: { email, role } })
    const token = new URL(link).hash.slice(1)
    const body = { token, name, password: PASSWORD }
    const { userId } = await app.server.client().invitations.accept({ body })
    people[email] = userId
  }
  const events = KEYS.flatMap(eventsOf)
  for (const { daysAgo, act } of events.toSorted((a, b) => b.daysAgo - a.daysAgo)) {
    await goTo(daysAgo)
    await act()
  }
  await goTo(3)
  await client.sharedSecret.create({ params })
  await client.users.update({
    params: { ...params, id: people['tom@northwind.example'] ?? '' },
    body: { suspended: true },
  })
  await goTo(1)
  for (const email of ['sam@contractor.example', 'lee@contractor.example']) {
    await client.invitations.create({ params, body: { email, role: 'READONLY' } })
  }
  await goTo(0.01)
  const stale = await app.signIn()
  await goTo(0)
  await useKeys(app, issued)

  const priya = app.server.client({ cookie: await cookieOf('priya@northwind.example') })
  const { secret } = await priya.me.startTotp({})
  const code = () => new TOTP({ secret }).generate({ timestamp: app.clock.now() })
  await priya.me.confirmTotp({ body: { code: code() } })
  app.clock.advance(30_000)

  const { link } = await client.invitations.create({
    params,
    body: { email: 'kim@contractor.example', role: 'EDITOR' },
  })
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
  return {
    app,
    code,
    places,
    cookies: {
      owner: await app.signIn(),
      stale,
      reader: await cookieOf('jonas@northwind.example'),
      twoStep: await cookieOf('priya@northwind.example', code()),
      newcomer: newcomer.cookie,
      nowhere: nowhere.cookie,
    },
  }
}

/** Something that becomes of a key. */
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
