import { type Client, IMPORT_LIMITS, type ImportSummary, type Problem } from '@keywright/contract'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentsOf } from '../../../test/database-contents.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'

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

const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const
type Format = keyof typeof TYPES

let made = 0

describeEachEngine('import and export', get => {
  let domain: string
  let domainId: string
  let admin: Client
  let cookie: string

  beforeEach(async () => {
    made += 1
    const { id, slug } = await get().seed.domain(`transfer-${made}`)
    domain = slug
    domainId = id
    await get().seed.contentType(id, 'page', PROPERTIES, { slugField: 'slug' })
    await get().seed.contentType(id, 'note', { text: { type: 'string' } })
    const user = await get().seed.user(slug, { roles: { [id]: 'ADMIN' } })
    cookie = user.cookie
    admin = get().client(user)
  })

  const at = (type = 'page') => ({ domain, type })
  const address = (way: string, query: string, type = 'page') =>
    `/v1/domains/${domain}/content/objects/${type}/${way}?${query}`

  async function send(
    body: string | Uint8Array<ArrayBuffer> | ReadableStream,
    query = '',
    { format = 'ndjson' as Format, headers = { cookie } as Record<string, string> } = {},
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
      headers: { cookie },
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
    const { token } = await admin.keys.create({ params: { domain }, body })
    return { 'api-key': token }
  }
  const ids = async () =>
    (await admin.objects.list({ params: at(), query: { sort: 'id', limit: 200 } })).items.map(
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
      .where('content_objects.domain_id', '=', domainId)
      .orderBy('content_objects.id')
      .execute()
    return rows.map(({ fields, published, ...row }) => ({
      ...row,
      fields: JSON.parse(fields),
      published: published && JSON.parse(published),
    }))
  }

  async function empty() {
    const { db } = get().server.foundation.database
    const { number } = await db
      .selectFrom('content_types')
      .select('number')
      .where('name', '=', 'page')
      .where('domain_id', '=', domainId)
      .executeTakeFirstOrThrow()
    for (const table of ['content_objects', 'content_values'] as const) {
      await db.deleteFrom(table).where('type_number', '=', number).execute()
    }
    for (const table of ['content_references', 'content_versions'] as const) {
      await db.deleteFrom(table).where('domain_id', '=', domainId).execute()
    }
  }

  describe.each(['ndjson', 'csv'] as const)('as %s', format => {
    it('brings the same objects back into an empty type', async () => {
      await admin.objects.create({
        params: at('note'),
        body: { id: 'note', fields: { text: 'n' } },
      })
      const objects = {
        a: { title: '', price: -1.5, live: false, tags: ['x', 'é,"\n'], seo: { title: '' } },
        b: { title: '=1+1', slug: 'b', next: page('c') },
        c: { title: "'=x", slug: 'c', next: page('b'), related: [page('a'), page('c')] },
        d: { title: 'line\r\nline\n"quoted", 𝒳', related: [{ type: 'note', id: 'note' }] },
        e: { title: "it's", tags: [] },
        f: {},
      }
      for (const id of Object.keys(objects)) {
        await admin.objects.create({ params: at(), body: { id, fields: {} } })
      }
      for (const [id, fields] of Object.entries(objects)) {
        await admin.objects.replace({ params: { ...at(), id }, body: { fields: { ...fields } } })
      }
      for (const id of ['a', 'b', 'c']) await admin.objects.publish({ params: { ...at(), id } })
      await admin.objects.patch({
        params: { ...at(), id: 'b' },
        body: { fields: { title: 'Changed', next: null } },
      })
      const before = await state()
      const text = await dump(format)
      for (const atomic of [true, false]) {
        await empty()
        expect(await ids()).toEqual([])
        expect(await load(text, `publish=true&atomic=${atomic}`, { format })).toMatchObject({
          committed: true,
          rows: 6,
          done: 6,
          failed: 0,
          failures: [],
          problem: null,
        })
        expect(await state()).toEqual(before)
      }
    })

    it('brings any text and number back', async () => {
      const value = fc.record(
        {
          title: fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: 20 }),
            fc.stringMatching(/^['=+@\t\r\n, "-]{0,5}$/),
          ),
          price: fc.double({ noNaN: true, noDefaultInfinity: true }),
          tags: fc.array(fc.string({ unit: 'grapheme', maxLength: 5 }), { maxLength: 2 }),
        },
        { requiredKeys: [] },
      )
      const given = fc.sample(value, { numRuns: 60, seed: 3 })
      const clean = given.map(fields =>
        JSON.parse(JSON.stringify(fields).replaceAll('\\u0000', '')),
      )
      expect(
        await load(lines(...clean.map((fields, n) => ({ id: `v${n}`, fields })))),
      ).toMatchObject({
        done: 60,
      })
      const before = await state()
      const text = await dump(format)
      await empty()
      expect(await load(text, '', { format })).toMatchObject({ done: 60, failed: 0 })
      expect(await state()).toEqual(before)
    })

    it('exports more than one page', async () => {
      const rows = Array.from({ length: 250 }, (_, n) => ({ fields: { title: `${n}` } }))
      expect(await load(lines(...rows))).toMatchObject({ done: 250 })
      const text = await dump(format)
      expect(text.trimEnd().split('\n')).toHaveLength(format === 'csv' ? 251 : 250)
    })
  })

  it('exports what a filter and a state let through, and refuses a filter that does not fit', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => ({
      id: `row${index}`,
      fields: { price: index },
      published: index % 2 === 0,
    }))
    await load(lines(...rows), 'publish=true')
    const exported = async (query: string) => {
      const response = await get().request(address('export', query), { headers: { cookie } })
      const text = await response.text()
      if (response.status !== 200) return JSON.parse(text).code
      return text.split('\n').flatMap(line => (line === '' ? [] : JSON.parse(line).fields.price))
    }
    const few = encodeURIComponent('{"price":{"gte":146}}')
    expect((await exported(`filter=${few}`)).sort()).toEqual([146, 147, 148, 149])
    expect((await exported(`filter=${few}&state=draft`)).sort()).toEqual([147, 149])
    expect(await exported('state=published')).toHaveLength(75)
    expect(await exported('state=changed')).toEqual([])
    expect(await exported(`filter=${encodeURIComponent('{"none":{"eq":1}}')}`)).toBe(
      'VALIDATION_FAILED',
    )
  })

  it('takes a table by hand: some columns, no ids, numbers and lists as JSON', async () => {
    const table = 'title,price,tags,live\nOne,1.5,"[""a"",""b""]",true\n"",,,\n\nThree,3,,\n'
    expect(await load(table, '', { format: 'csv' })).toMatchObject({ rows: 3, done: 3 })
    expect(
      (await state()).map(({ fields }) => fields).sort((a, b) => (a.price ?? 2) - (b.price ?? 2)),
    ).toEqual([
      { title: 'One', price: 1.5, tags: ['a', 'b'], live: true },
      { title: '' },
      { title: 'Three', price: 3 },
    ])
  })

  it('tells how far it is, line by line', async () => {
    const rows = Array.from({ length: 320 }, (_, n) => ({ id: `p${n}`, fields: {} }))
    const response = await get().request(address('import', ''), {
      method: 'POST',
      body: lines(...rows),
      headers: { cookie, 'content-type': TYPES.ndjson },
    })
    const told: object[] = []
    // Read one by one, so that none is skipped.
    for await (const chunk of response.body ?? []) {
      for (const line of Buffer.from(chunk).toString().trimEnd().split('\n')) {
        told.push(JSON.parse(line))
      }
    }
    expect(told.at(-1)).toMatchObject({ committed: true, rows: 320, done: 320 })
    expect(told[0]).toMatchObject({ line: 100, rows: 320, done: 100, failed: 0 })
  })

  describe('rows that are refused', () => {
    const bad = [
      JSON.stringify({ id: 'ok', fields: { title: 'fine' } }),
      'no JSON',
      JSON.stringify({ id: 'x', fields: { price: 'dear' } }),
      JSON.stringify({ id: 'bad id!', fields: {} }),
      JSON.stringify({ id: 'y', type: 'note', fields: {} }),
      '',
      JSON.stringify({ id: 'ok', fields: {} }),
      JSON.stringify({ id: 'export', fields: {} }),
      '{"id":"z","fields":{"__proto__":1}}',
      `{"id":"deep","fields":{"tags":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
      '{"id":"nul","fields":{"title":"\\u0000"}}',
      '{"id":"half","fields":{"title":"\\ud800"}}',
      JSON.stringify({ id: 'lost', fields: { next: page('nobody') } }),
      JSON.stringify({ fields: { title: 'last' } }),
    ].join('\n')

    it('are named by line, and the others are done', async () => {
      const summary = await load(bad)
      expect(summary).toMatchObject({ committed: true, rows: 13, done: 2, failed: 11 })
      expect(summary.failures.map(({ line, id, problem }) => [line, id, problem.code])).toEqual([
        [2, null, 'INVALID_JSON'],
        [3, 'x', 'VALIDATION_FAILED'],
        [4, 'bad id!', 'VALIDATION_FAILED'],
        [5, 'y', 'VALIDATION_FAILED'],
        [7, 'ok', 'OBJECT_EXISTS'],
        [8, 'export', 'VALIDATION_FAILED'],
        [9, 'z', 'VALIDATION_FAILED'],
        [10, 'deep', 'VALIDATION_FAILED'],
        [11, 'nul', 'VALIDATION_FAILED'],
        [12, 'half', 'VALIDATION_FAILED'],
        [13, 'lost', 'VALIDATION_FAILED'],
      ])
      expect(summary.failures[1]?.problem.errors?.[0]?.pointer).toBe('/fields/price')
      expect((await state()).map(({ fields }) => fields.title).sort()).toEqual(['fine', 'last'])
    })

    it('undo all others of an atomic import', async () => {
      const before = await contentsOf(get())
      const summary = await load(bad, 'atomic=true')
      expect(summary).toMatchObject({ committed: false, rows: 13, done: 0, failed: 11 })
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })

    it('leave nothing, also where they take several steps', async () => {
      const row = { id: 'two', fields: { price: 'dear' }, published: { price: 1 } }
      const summary = await load(lines(row, { id: 'three', fields: {} }), 'publish=true')
      expect(summary).toMatchObject({ done: 1, failed: 1 })
      expect(await ids()).toEqual(['three'])
    })

    it('are counted when there are more than fifty, and the first are named', async () => {
      const rows = Array.from({ length: 200 }, (_, n) => ({ fields: { price: `${n}` } }))
      const summary = await load(lines(...rows))
      expect(summary).toMatchObject({ done: 0, failed: 200 })
      expect(summary.failures.map(({ line }) => line)).toEqual(
        Array.from({ length: 50 }, (_, n) => n + 1),
      )
    })
  })

  describe('relations', () => {
    it('may lead to rows further down', async () => {
      const rows = Array.from({ length: 300 }, (_, n) => ({
        id: `p${n}`,
        fields: n < 299 ? { next: page(`p${n + 1}`) } : {},
      }))
      expect(await load(lines(...rows))).toMatchObject({ done: 300, failed: 0 })
    })

    it.each([true, false])('may lead in a circle (atomic: %s)', async atomic => {
      const rows = Array.from({ length: 150 }, (_, n) => ({
        id: `p${n}`,
        fields: { next: page(`p${(n + 1) % 150}`) },
      }))
      expect(await load(lines(...rows), `atomic=${atomic}`)).toMatchObject({ done: 150, failed: 0 })
      const { db } = get().server.foundation.database
      const references = await db
        .selectFrom('content_references')
        .select('target_id')
        .where('domain_id', '=', domainId)
        .execute()
      expect(references).toHaveLength(150)
    })

    it('may not lead in a circle that is too large for a transaction', async () => {
      const most = IMPORT_LIMITS.transactionRows
      const rows = Array.from({ length: most + 1 }, (_, n) => ({
        id: `p${n}`,
        fields: { next: page(`p${(n + 1) % (most + 1)}`) },
      }))
      const summary = await load(lines(...rows, { id: 'alone', fields: {} }))
      expect(summary).toMatchObject({ done: 1, failed: most + 1 })
      expect(summary.failures[0]?.problem).toMatchObject({
        code: 'VALIDATION_FAILED',
        detail: 'It is one of 1001 rows that refer to each other in a circle, which may have 1000.',
      })
    })

    it('never lead to a row that was refused', async () => {
      const rows = [
        { id: 'a', fields: { next: page('b') } },
        { id: 'b', fields: { next: page('c') } },
        { id: 'c', fields: { next: page('a'), price: 'dear' } },
        { id: 'd', fields: { next: page('c') } },
        { id: 'e', fields: {} },
      ]
      const summary = await load(lines(...rows))
      expect(summary).toMatchObject({ done: 1, failed: 4 })
      expect(summary.failures[0]?.problem.detail).toBe(
        'It and line 3 refer to each other, and that one was refused.',
      )
      expect(await ids()).toEqual(['e'])
    })
  })

  it('replaces with upsert what is there, and makes what is not', async () => {
    await admin.objects.create({ params: at(), body: { id: 'old', fields: { title: 'Old' } } })
    const rows = lines(
      { id: 'old', fields: { title: 'New' } },
      { id: 'new', fields: {} },
      { id: 'old', fields: { title: 'Newest' } },
    )
    expect(await load(rows)).toMatchObject({ done: 1, failed: 2 })
    expect(await load(rows, 'mode=upsert')).toMatchObject({ done: 3, failed: 0 })
    const old = await admin.objects.read({ params: { ...at(), id: 'old' } })
    expect(old).toMatchObject({ version: 3, fields: { title: 'Newest' } })
  })

  it('publishes only when asked, and then what each row says', async () => {
    const rows = lines(
      { id: 'as-is', fields: { title: 'x' } },
      { id: 'draft', fields: {}, published: false },
      { id: 'other', fields: { title: 'draft' }, published: { title: 'public' } },
    )
    const states = async () =>
      (await state()).map(({ id, published }) => [id, published?.title ?? null])
    await load(rows)
    expect(await states()).toEqual([
      ['as-is', null],
      ['draft', null],
      ['other', null],
    ])
    await load(rows, 'publish=true&mode=upsert')
    expect(await states()).toEqual([
      ['as-is', 'x'],
      ['draft', null],
      ['other', 'public'],
    ])
  })

  it('says once in the trail that there was an import', async () => {
    await load(lines({ fields: {} }, { fields: {} }), 'publish=true')
    await load(lines({ fields: {} }), 'atomic=true')
    await load(lines({ fields: { price: '1' } }), 'atomic=true')
    const { items } = await admin.audit.list({
      params: { domain },
      query: { action: 'content.imported' },
    })
    expect(items.map(({ target, after }) => [target.label, after])).toEqual([
      ['page', { format: 'ndjson', mode: 'create', publish: false, atomic: true, rows: 1 }],
      ['page', { format: 'ndjson', mode: 'create', publish: true, atomic: false, rows: 2 }],
    ])
  })

  describe('a credential that ends meanwhile', () => {
    /** Ends the session of the caller as soon as something of the domain has changed. */
    function endWhenChanged() {
      const { database } = get().server.foundation
      let isAsked = false
      database.subscribe({
        onChange(change) {
          if (change.kind !== 'content' || change.domainId !== domainId || isAsked) return
          isAsked = true
          void database.db.updateTable('sessions').set({ ended_at: 1 }).execute()
        },
      })
    }

    it('ends an import before the next hundred rows', async () => {
      const rows = Array.from({ length: 500 }, (_, n) => ({ id: `p${n}`, fields: {} }))
      endWhenChanged()
      const { done, ...summary } = await load(lines(...rows))
      expect(summary).toMatchObject({ committed: true, problem: { code: 'CREDENTIAL_INVALID' } })
      expect(done).toBeGreaterThanOrEqual(100)
      expect(done).toBeLessThan(500)
      expect(await state()).toHaveLength(done)
    })

    it.each([true, false])(
      'while its rows arrive: nothing is written (atomic: %s)',
      async atomic => {
        const body = { name: 'Mover', scopes: ['content.page:create'] }
        const { key, token } = await admin.keys.create({ params: { domain }, body })
        let turn = 0
        const slow = new ReadableStream({
          async pull(controller) {
            if (turn++ === 0) return controller.enqueue(Buffer.from('{"fields":{}}\n'))
            await admin.keys.revoke({ params: { domain, id: key.id }, body: {} })
            controller.close()
          },
        })
        const summary = await load(slow, `atomic=${atomic}`, { headers: { 'api-key': token } })
        expect(summary).toMatchObject({ done: 0, problem: { code: 'CREDENTIAL_INVALID' } })
        expect(await ids()).toEqual([])
      },
    )

    it.each(['ndjson', 'csv'])('cuts an export off before the next page (%s)', async format => {
      const rows = Array.from({ length: 301 }, () => ({ fields: {} }))
      await load(lines(...rows))
      const body = { name: 'Reader', scopes: ['content.page:read'] }
      const { key, token } = await admin.keys.create({ params: { domain }, body })
      const headers = { 'api-key': token }
      const response = await get().request(address('export', `format=${format}`), { headers })
      expect(response.status).toBe(200)
      await admin.keys.update({
        params: { domain, id: key.id },
        body: { scopes: ['content.note:read'] },
      })
      await expect(response.text()).rejects.toThrow()
    })
  })

  it('takes four imports of a domain at once', async () => {
    const open: ReadableStreamDefaultController[] = []
    // Asked for its bytes only once the import is under way.
    const body = () =>
      new ReadableStream({ pull: asked => void open.push(asked) }, { highWaterMark: 0 })
    const under = Array.from({ length: 4 }, () => load(body()))
    await expect.poll(() => open.length).toBe(4)
    const { response } = await send('')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10'])
    for (const controller of open) controller.close()
    for (const summary of await Promise.all(under)) expect(summary).toMatchObject({ rows: 0 })
    expect(await load('')).toMatchObject({ rows: 0 })
  })

  describe('who may', () => {
    it.each<[string, string[], string | null]>([
      ['', ['content.page:create'], null],
      ['', ['content.page:update', 'content.page:read'], 'content.page:create'],
      ['', ['content.note:*'], 'content.page:create'],
      ['mode=upsert', ['content.page:create'], 'content.page:update'],
      ['mode=upsert', ['content.page:write'], null],
      ['publish=true', ['content.page:write'], 'content.page:publish'],
      ['publish=true', ['content.page:create', 'content.page:publish'], null],
    ])('import %s with %j: %s is missing', async (query, scopes, missing) => {
      const headers = await clientWith(scopes)
      if (missing === null) {
        expect(await load(lines({ fields: {} }), query, { headers })).toMatchObject({ done: 1 })
        return
      }
      const before = await contentsOf(get())
      const problem = await refused(lines({ fields: {} }), query, { headers })
      expect(problem).toMatchObject({ code: 'FORBIDDEN', missing: [missing] })
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })

    it('export: those who may read the type', async () => {
      const ask = async (scopes: string[]) =>
        (await get().request(address('export', ''), { headers: await clientWith(scopes) })).status
      expect(await ask(['content.page:read'])).toBe(200)
      expect(await ask(['content.page:write', 'content.note:read'])).toBe(403)
    })

    it('nobody without a credential', async () => {
      expect(await refused('', '', { headers: {} })).toMatchObject({ code: 'UNAUTHENTICATED' })
      const { code } = await refusal(get().client().transfer.export({ params: at(), query: {} }))
      expect(code).toBe('UNAUTHENTICATED')
    })
  })

  describe('bodies that are refused before anything is written', () => {
    it.each<[string, Format, string, string]>([
      ['a column that is no field', 'csv', 'title,nothing\na,b\n', 'VALIDATION_FAILED'],
      ['a column twice', 'csv', 'title,title\na,b\n', 'VALIDATION_FAILED'],
      ['a quote that is not closed', 'csv', 'title\nfine\n"open\n', 'VALIDATION_FAILED'],
      ['a row with more cells than the header', 'csv', 'title\na,b\n', 'VALIDATION_FAILED'],
      ['a column of prototypes', 'csv', '__proto__\na\n', 'VALIDATION_FAILED'],
      [
        'a row that is too large',
        'ndjson',
        'x'.repeat(IMPORT_LIMITS.rowBytes + 1),
        'BODY_TOO_LARGE',
      ],
      [
        'a cell that is too large',
        'csv',
        `title\n"${'x'.repeat(IMPORT_LIMITS.rowBytes + 9)}"\n`,
        'BODY_TOO_LARGE',
      ],
    ])('%s', async (_, format, body, code) => {
      const before = await contentsOf(get())
      expect(await refused(body, '', { format })).toMatchObject({ code })
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })

    it('bytes that are no text', async () => {
      const problem = await refused(Uint8Array.of(0x22, 0xff, 0xfe))
      expect(problem).toMatchObject({ code: 'BAD_REQUEST' })
    })

    it('another media type', async () => {
      const headers = { cookie, 'content-type': 'application/json' }
      expect(await refused('{}', '', { headers })).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
    })

    it('more rows than an atomic import takes', async () => {
      const body = '{"fields":{}}\n'.repeat(IMPORT_LIMITS.transactionRows + 1)
      expect(await refused(body, 'atomic=true')).toMatchObject({ code: 'BODY_TOO_LARGE' })
    })

    it('more bytes than an import takes, by what the sender says and by what comes', async () => {
      const length = String(IMPORT_LIMITS.totalBytes + 1)
      const headers = { cookie, 'content-length': length }
      expect(await refused('', '', { headers })).toMatchObject({ code: 'BODY_TOO_LARGE' })
      const blank = new Uint8Array(1024 * 1024).fill(0x0a)
      let sent = 0
      const endless = new ReadableStream({
        pull(controller) {
          sent += blank.length
          controller.enqueue(blank)
        },
      })
      expect(await refused(endless)).toMatchObject({ code: 'BODY_TOO_LARGE' })
      expect(sent).toBeLessThan(IMPORT_LIMITS.totalBytes + 8 * blank.length)
    })

    it('a body that breaks off', async () => {
      let turn = 0
      const broken = new ReadableStream({
        pull(controller) {
          turn++
          if (turn === 1) controller.enqueue(Buffer.from('{"fields":{}}\n{"fie'))
          else controller.error(new Error('gone'))
        },
      })
      expect(await refused(broken)).toMatchObject({ code: 'BAD_REQUEST' })
      expect(await ids()).toEqual([])
    })
  })
})
