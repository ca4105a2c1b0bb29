import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useTransferScene } from '../../testing/transfer-scene.ts'

describeEachEngine('exports', get => {
  const { scene, at, address, load, dump, lines, page, ids, state, empty, fill } =
    useTransferScene(get)

  describe.each(['ndjson', 'csv'] as const)('as %s', format => {
    it('brings the same objects back into an empty type', async () => {
      await scene.admin.objects.create({
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
        await scene.admin.objects.create({ params: at(), body: { id, fields: {} } })
      }
      for (const [id, fields] of Object.entries(objects)) {
        await scene.admin.objects.replace({
          params: { ...at(), id },
          body: { fields: { ...fields } },
        })
      }
      for (const id of ['a', 'b', 'c'])
        await scene.admin.objects.publish({ params: { ...at(), id } })
      await scene.admin.objects.patch({
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

    it('exports more than one page, and lets others in between', async () => {
      await fill(250)
      const answered: string[] = []
      const dumped = dump(format).finally(() => answered.push('export'))
      await setImmediate()
      await get().request('/livez')
      answered.push('livez')
      const text = await dumped
      expect(answered).toEqual(['livez', 'export'])
      expect(text.trimEnd().split('\n')).toHaveLength(format === 'csv' ? 251 : 250)
    })
  })

  it('exports what a filter and a state let through, and refuses a filter that does not fit', async () => {
    const rows = Array.from({ length: 110 }, (_, index) => ({
      id: `row${index}`,
      fields: { price: index },
      published: index % 2 === 0,
    }))
    await load(lines(...rows), 'publish=true')
    const exported = async (query: string) => {
      const response = await get().request(address('export', query), {
        headers: { cookie: scene.cookie },
      })
      const text = await response.text()
      if (response.status !== 200) return JSON.parse(text).code
      return text.split('\n').flatMap(line => (line === '' ? [] : JSON.parse(line).fields.price))
    }
    const few = encodeURIComponent('{"price":{"gte":106}}')
    expect((await exported(`filter=${few}`)).sort()).toEqual([106, 107, 108, 109])
    expect((await exported(`filter=${few}&state=draft`)).sort()).toEqual([107, 109])
    expect(await exported('state=published')).toHaveLength(55)
    expect(await exported('state=changed')).toEqual([])
    expect(await exported(`filter=${encodeURIComponent('{"none":{"eq":1}}')}`)).toBe(
      'VALIDATION_FAILED',
    )
  })
})
