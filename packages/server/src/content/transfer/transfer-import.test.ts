import { IMPORT_LIMITS } from '@keywright/contract'
import { describe, expect, it } from 'vitest'
import { contentsOf } from '../../../test/database-contents.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { TYPES, useTransferScene } from '../../testing/transfer-scene.ts'

describeEachEngine('imports', get => {
  const { scene, at, address, send, load, lines, page, ids, state } = useTransferScene(get)

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
    const rows = Array.from({ length: 120 }, (_, n) => ({ id: `p${n}`, fields: {} }))
    const response = await get().request(address('import', ''), {
      method: 'POST',
      body: lines(...rows),
      headers: { cookie: scene.cookie, 'content-type': TYPES.ndjson },
    })
    const told: object[] = []
    // Read one by one, so that none is skipped.
    for await (const chunk of response.body ?? []) {
      for (const line of Buffer.from(chunk).toString().trimEnd().split('\n')) {
        told.push(JSON.parse(line))
      }
    }
    expect(told.at(-1)).toMatchObject({ committed: true, rows: 120, done: 120 })
    expect(told[0]).toMatchObject({ line: 100, rows: 120, done: 100, failed: 0 })
  })

  it('ends a transaction by what rows cost, not only after a hundred of them', async () => {
    const tags = Array.from({ length: 3000 }, (_, n) => `tag ${n}`)
    const rows = Array.from({ length: 3 }, (_, n) => ({ id: `p${n}`, fields: { tags } }))
    const { text } = await send(lines(...rows))
    const told = text.trimEnd().split('\n')
    expect(told.map(line => JSON.parse(line).done)).toEqual([2, 3, 3])
  })

  describe('rows that are refused', () => {
    it('are told by the id of their table, and by what their column holds', async () => {
      const table = '$id,price,live,tags\na,"1,5",,\nb,,ja,\n,,,x\n'
      const { failures } = await load(table, '', { format: 'csv' })
      const told = failures.map(({ id, problem }) => [id, problem.errors?.[0]?.message])
      expect(told).toEqual([
        ['a', 'expected a number (as in 12.5) in this column'],
        ['b', 'expected true or false in this column'],
        [null, 'expected JSON in this column'],
      ])
    })

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

    it('are counted when there are more than a thousand, and the first are named', async () => {
      const rows = Array.from({ length: 1010 }, () => ({}))
      const summary = await load(lines({ fields: { price: 'dear' } }, ...rows))
      expect(summary).toMatchObject({ done: 0, failed: 1011 })
      expect(summary.failures.map(({ line }) => line)).toEqual(
        Array.from({ length: 1000 }, (_, n) => n + 1),
      )
    })
  })

  describe('relations', () => {
    it('may lead to rows further down', async () => {
      const rows = Array.from({ length: 120 }, (_, n) => ({
        id: `p${n}`,
        fields: n < 119 ? { next: page(`p${n + 1}`) } : {},
      }))
      expect(await load(lines(...rows))).toMatchObject({ done: 120, failed: 0 })
    })

    it.each([true, false])('may lead in a circle (atomic: %s)', async atomic => {
      const rows = Array.from({ length: 110 }, (_, n) => ({
        id: `p${n}`,
        fields: { next: page(`p${(n + 1) % 110}`) },
      }))
      expect(await load(lines(...rows), `atomic=${atomic}`)).toMatchObject({ done: 110, failed: 0 })
      const { db } = get().server.foundation.database
      const references = await db
        .selectFrom('content_references')
        .select('target_id')
        .where('domain_id', '=', scene.domainId)
        .execute()
      expect(references).toHaveLength(110)
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
        detail: `It is one of ${most + 1} rows that refer to each other in a circle, which may have ${most}.`,
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
    await scene.admin.objects.create({
      params: at(),
      body: { id: 'old', fields: { title: 'Old' } },
    })
    const rows = lines(
      { id: 'old', fields: { title: 'New' } },
      { id: 'new', fields: {} },
      { id: 'old', fields: { title: 'Newest' } },
    )
    expect(await load(rows)).toMatchObject({ done: 1, failed: 2 })
    expect(await load(rows, 'mode=upsert')).toMatchObject({ done: 3, failed: 0 })
    const old = await scene.admin.objects.read({ params: { ...at(), id: 'old' } })
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
    const { items } = await scene.admin.audit.list({
      params: { domain: scene.domain },
      query: { action: 'content.' },
    })
    expect(items.map(({ target, after }) => [target.label, after])).toEqual([
      ['page', { format: 'ndjson', mode: 'create', publish: false, atomic: true, rows: 1 }],
      ['page', { format: 'ndjson', mode: 'create', publish: true, atomic: false, rows: 2 }],
    ])
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
})
