import { beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, ENGINES, type TestServer } from '../src/testing/create-test-server.ts'
import { rowsOf, tablesOf } from './database-contents.ts'
import { PASSWORD, unique } from './scene.ts'
import { findSecrets, type Places } from './secret-search.ts'
import { tellStory } from './secret-story.ts'
import type { Story } from './story.ts'

describe.each(ENGINES)('no secret is where it should not be (%s)', engine => {
  let story: Story
  let places: Places

  beforeAll(async () => {
    const server = await createTestServer({ engine })
    try {
      story = await tellStory(server)
      places = await collect(server, story)
    } finally {
      await server.close()
    }
    if (engine === 'sqlite') places = { ...places, ...story.files }
  }, 120_000)

  it('in no log line, audit row, metric, refusal, answer or database file', () => {
    expect(findSecrets(story.secrets, places)).toEqual([])
  })

  it('not even where somebody put it: in an address, a header, a name or a wrong field', () => {
    // What people write into names and descriptions is theirs, and is stored.
    const { database: _, ...others } = Object.fromEntries(
      Object.entries(places).filter(([place]) => !place.startsWith('file')),
    )
    expect(findSecrets(story.misplaced, others)).toEqual([])
  })

  it('the places that were searched are the ones where it would be', () => {
    expect(places.logs).toContain('"msg":"request"')
    expect(places.logs).toContain('request failed')
    expect(places.logs).toContain(`"actor":"${story.keyId}"`)
    expect(places['audit trail']).toContain('key.created')
    expect(places['audit trail']).toContain(story.publicName)
    expect(places.metrics).toContain('keywright_verifications_total')
    expect(places.refusals).toContain('CREDENTIAL_INVALID')
    expect(places.database).toContain(story.publicName)
    if (engine === 'sqlite') {
      expect(places['file keywright.db']?.length).toBeGreaterThan(10_000)
      expect(Object.values(story.files).some(file => file.includes(story.publicName))).toBe(true)
    }
    expect(story.secrets.size).toBeGreaterThan(25)
    expect(story.misplaced.size).toBeGreaterThan(20)
  })
})

describe('the search itself', () => {
  const secret = 'kw_correct+horse/battery staple'
  const search = (content: string | Uint8Array) =>
    findSecrets(new Map([['it', secret]]), { here: content }).length

  it.each([
    ['plain', `a ${secret} b`],
    ['as bytes', Buffer.from(`\u0000${secret}\u0000`)],
    ['in JSON', JSON.stringify({ a: { b: secret } })],
    ['in an address', `/x?a=${encodeURIComponent(secret)}`],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['as user of a basic authorization', `Basic ${btoa(`${secret}:`)}`],
    ['as password of a basic authorization', `Basic ${btoa(`:${secret}`)}`],
    ['anywhere in base64', btoa(`{"token":"${secret}","more":1}`)],
    ['in base64 for addresses', Buffer.from(`??${secret}>>`).toString('base64url')],
  ])('finds what is there %s', (_, content) => {
    expect(search(content)).toBeGreaterThan(0)
  })

  it('finds nothing where nothing is', () => {
    expect(search('kw_correct+horse/battery')).toBe(0)
  })

  it('finds a password that somebody logs', async () => {
    const server = await createTestServer({ engine: 'sqlite' })
    server.server.foundation.logger.info({ note: `signed in with ${PASSWORD}` }, 'too much')
    await server.close()
    expect(findSecrets(new Map([['it', PASSWORD]]), { logs: server.logs.join('') })).not.toEqual([])
  })
})

async function collect(server: TestServer, story: Story): Promise<Places> {
  const metrics = await (await server.request('/metrics')).text()
  const trails = await Promise.all(
    ['ndjson', 'csv'].flatMap(format => [
      exported(
        server,
        story,
        `/v1/domains/${story.scene.domain.slug}/audit/export?format=${format}`,
      ),
      exported(server, story, `/v1/audit/export?format=${format}`),
    ]),
  )
  const database: string[] = []
  for (const table of await tablesOf(server)) {
    for (const row of await rowsOf(server, table)) database.push(Object.values(row).join('\n'))
  }
  return {
    logs: server.logs.join(''),
    metrics,
    'audit trail': trails.join('\n'),
    refusals: story.refusals.join('\n'),
    answers: story.answers.join('\n'),
    database: database.join('\n'),
  }
}

async function exported(server: TestServer, { scene }: Story, path: string): Promise<string> {
  const headers = {
    cookie: (
      await server.seed.user(unique('auditor'), {
        instanceAdmin: true,
        roles: { [scene.domain.id]: 'ADMIN' },
      })
    ).cookie,
  }
  const response = await server.request(path, { headers })
  if (!response.ok) throw new Error(await response.text())
  return response.text()
}
