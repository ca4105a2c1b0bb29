import type { Client, ImportSummary, Problem } from '@keywright/contract'
import { beforeEach, expect } from 'vitest'
import type { TestServer } from './create-test-server.ts'

const PROPERTIES = {
  title: { type: 'string', maxLength: 500 },
  slug: { type: 'string' },
  price: { type: 'number' },
  live: { type: 'boolean' },
  tags: { type: 'array', items: { type: 'string' } },
  seo: { type: 'object', properties: { title: { type: 'string' } } },
  next: { relation: ['page'] },
  related: { type: 'array', items: { relation: ['page', 'note'] } },
}

/** The media types of both formats. */
export const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const
/** A format of imports and exports. */
export type Format = keyof typeof TYPES

/** What each test finds; new for each. */
interface Found {
  domain: string
  domainId: string
  /** An ADMIN of the domain, and the cookie of the same person. */
  admin: Client
  cookie: string
}

let made = 0

/** Gives each test of a block a domain with the types `page` and `note`, and ways to import and export. */
export function useTransferScene(get: () => TestServer) {
  // Filled before each test.
  const scene = {} as Found

  beforeEach(async () => {
    made += 1
    const { id, slug } = await get().seed.domain(`transfer-${made}`)
    scene.domain = slug
    scene.domainId = id
    await get().seed.contentType(id, 'page', PROPERTIES, { slugField: 'slug' })
    await get().seed.contentType(id, 'note', { text: { type: 'string' } })
    const user = await get().seed.user(slug, { roles: { [id]: 'ADMIN' } })
    scene.cookie = user.cookie
    scene.admin = get().client(user)
  })

  const at = (type = 'page') => ({ domain: scene.domain, type })
  const address = (way: string, query: string, type = 'page') =>
    `/v1/domains/${scene.domain}/content/objects/${type}/${way}?${query}`

  async function send(
    body: string | Uint8Array<ArrayBuffer> | ReadableStream,
    query = '',
    {
      format = 'ndjson' as Format,
      headers = { cookie: scene.cookie } as Record<string, string>,
    } = {},
  ) {
    const response = await get().request(address('import', query), {
      method: 'POST',
      body,
      headers: { 'content-type': TYPES[format], ...headers },
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    })
    return { response, text: await response.text() }
  }

  /** The summary of an import that was begun. */
  async function load(...args: Parameters<typeof send>): Promise<ImportSummary> {
    const { response, text } = await send(...args)
    expect(response.status, text).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
  }

  async function refused(...args: Parameters<typeof send>): Promise<Problem> {
    const { response, text } = await send(...args)
    expect(response.status, text).toBeGreaterThanOrEqual(400)
    return JSON.parse(text)
  }

  async function dump(format: Format): Promise<string> {
    const response = await get().request(address('export', `format=${format}`), {
      headers: { cookie: scene.cookie },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(TYPES[format])
    expect(response.headers.get('content-disposition')).toContain(`page.${format}`)
    return response.text()
  }

  const lines = (...rows: object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const page = (id: string) => ({ type: 'page', id })
  const clientWith = async (scopes: string[]) => {
    const body = { name: 'Mover', scopes }
    const { token } = await scene.admin.keys.create({
      params: { domain: scene.domain },
      body,
    })
    return { 'api-key': token }
  }
  const ids = async () =>
    (await scene.admin.objects.list({ params: at(), query: { sort: 'id', limit: 200 } })).items.map(
      ({ id }) => id,
    )

  /** What of an object must come back as it was. */
  async function state() {
    const { db } = get().server.foundation.database
    const rows = await db
      .selectFrom('content_objects')
      .innerJoin('content_types', 'content_types.number', 'content_objects.type_number')
      .select(['content_objects.id', 'title', 'fields', 'published'])
      .where('content_types.name', '=', 'page')
      .where('content_objects.domain_id', '=', scene.domainId)
      .orderBy('content_objects.id')
      .execute()
    return rows.map(({ fields, published, ...row }) => ({
      ...row,
      fields: JSON.parse(fields),
      published: published && JSON.parse(published),
    }))
  }

  /** So many pages: what exports read of them, and nothing else. */
  async function fill(count: number) {
    const { db } = get().server.foundation.database
    const { id } = await scene.admin.objects.create({ params: at(), body: { fields: {} } })
    const one = await db
      .selectFrom('content_objects')
      .selectAll()
      .where('domain_id', '=', scene.domainId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const copies = Array.from({ length: count - 1 }, (_, copy) => ({ ...one, id: `copy${copy}` }))
    await db.insertInto('content_objects').values(copies).execute()
  }

  async function empty() {
    const { db } = get().server.foundation.database
    const { number } = await db
      .selectFrom('content_types')
      .select('number')
      .where('name', '=', 'page')
      .where('domain_id', '=', scene.domainId)
      .executeTakeFirstOrThrow()
    for (const table of ['content_objects', 'content_values'] as const) {
      await db.deleteFrom(table).where('type_number', '=', number).execute()
    }
    for (const table of ['content_references', 'content_versions'] as const) {
      await db.deleteFrom(table).where('domain_id', '=', scene.domainId).execute()
    }
  }

  return {
    scene,
    at,
    address,
    send,
    load,
    refused,
    dump,
    lines,
    page,
    clientWith,
    ids,
    state,
    fill,
    empty,
  }
}
