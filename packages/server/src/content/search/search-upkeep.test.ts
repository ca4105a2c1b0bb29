import type { Client } from '@keywright/contract'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { areaOf } from './areas.ts'

const domain = 'upkeep'
const text = { type: 'string' }
const relation = { relation: ['note'] }
const TYPES = ['note', 'page'] as const
const WORDS = ['red', 'reed', 'blue', 'ox', 'été']
const FOLDED = ['red', 'reed', 'blue', 'ox', 'ete', 'extra']

const type = fc.constantFrom(...TYPES)
const id = fc.constantFrom('o1', 'o2', 'o3', 'o4')
const fields = fc.record(
  {
    title: fc.constantFrom(...WORDS),
    body: fc.array(fc.constantFrom(...WORDS), { maxLength: 7 }).map(words => words.join(' ')),
    other: fc.constant({ type: 'note', id: 'o1' }),
  },
  { requiredKeys: ['title'] },
)

const operation = fc.oneof(
  fc.record({ do: fc.constant('create' as const), type, id, fields }),
  fc.record({ do: fc.constant('replace' as const), type, id, fields }),
  fc.record({ do: fc.constant('patch' as const), type, id, fields }),
  fc.record({ do: fc.constantFrom('publish' as const, 'unpublish' as const), type, id }),
  fc.record({ do: fc.constantFrom('duplicate' as const, 'restore' as const), type, id }),
  fc.record({ do: fc.constantFrom('delete' as const, 'detach' as const), type, id }),
  fc.record({ do: fc.constantFrom('retitle' as const, 'extend' as const, 'drop' as const), type }),
)

describeEachEngine('the index of words', get => {
  let admin: Client
  let domainId: string
  let numbers: number[]

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain(domain)).id
    for (const name of TYPES) {
      const properties = { title: text, body: text, other: relation }
      await seed.contentType(domainId, name, properties, { titleField: 'title' })
    }
    const types = await get().server.services.typeRegistry.list(domainId)
    numbers = types.map(({ number }) => number)
    admin = client(await seed.user('upkeeper', { roles: { [domainId]: 'ADMIN' } }))
    for (const [index, objectId] of ['o1', 'o2', 'o3'].entries()) {
      const params = { domain, type: TYPES[index % 2] ?? 'note' }
      await admin.objects.create({ params, body: { id: objectId, fields: { title: 'red' } } })
    }
  })

  /** Every term with the objects that lie under it. */
  async function contents(): Promise<Record<string, string[]>> {
    const { db, engine } = get().server.foundation.database
    const objects = await db.selectFrom('content_search').selectAll().execute()
    const found: Record<string, string[]> = {}
    for (const number of numbers) {
      for (const scope of ['draft', 'published', 'both'] as const) {
        for (const kind of ['all', 'title', 'often'] as const) {
          const area = areaOf({ type: number, scope, kind })
          for (const term of [
            ...FOLDED.map(word => ({ area, word })),
            { area, word: 're', prefix: true },
          ]) {
            const hits = await engine.search.find(db, [term], { after: undefined, limit: 100 })
            const ids = hits.map(hit => {
              const object = objects.find(one => one.number === hit.number)
              return `${object?.type_number} ${object?.object_id}`
            })
            if (ids.length > 0) found[`${area} ${term.word}`] = ids.sort()
          }
        }
      }
    }
    return found
  }

  async function perform(step: typeof operation extends fc.Arbitrary<infer T> ? T : never) {
    const params = { domain, type: step.type }
    const at = { params: { ...params, id: 'id' in step ? step.id : '' } }
    switch (step.do) {
      case 'create':
        return admin.objects.create({ params, body: { id: step.id, fields: step.fields } })
      case 'replace':
        return admin.objects.replace({ ...at, body: { fields: step.fields } })
      case 'patch':
        return admin.objects.patch({ ...at, body: { fields: { body: null, ...step.fields } } })
      case 'duplicate':
        return admin.objects.duplicate({ ...at, body: undefined })
      case 'restore':
        return admin.objects.restore({ params: { ...at.params, version: 1 } })
      case 'publish':
      case 'unpublish':
        return admin.objects[step.do](at)
      case 'delete':
        return admin.objects.delete({ ...at, body: undefined })
      case 'detach':
        return admin.objects.delete({ ...at, body: { detach: true } })
      default:
        return changeType(step.do, step.type)
    }
  }

  async function changeType(change: 'retitle' | 'extend' | 'drop', name: string) {
    const at = { params: { domain, type: name } }
    const { titleField, schema } = await admin.contentTypes.read(at)
    const { extra, ...rest } = schema.properties as Record<string, unknown>
    if (change === 'retitle') {
      const other = titleField === 'title' ? 'body' : 'title'
      return admin.contentTypes.update({ ...at, body: { titleField: other } })
    }
    if (change === 'extend') {
      const properties = { ...rest, extra: text }
      const body = { schema: { ...schema, properties }, defaults: { extra: 'extra ox' } }
      return admin.contentTypes.update({ ...at, body })
    }
    const body = { schema: { ...schema, properties: rest }, drop: extra ? ['extra'] : [] }
    return admin.contentTypes.update({ ...at, body })
  }

  it('is after any changes what it is when made anew', async () => {
    let done = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 12 }), async steps => {
        for (const step of steps) {
          await perform(step).then(
            () => done++,
            () => refused++,
          )
        }
        const kept = await contents()
        await get().server.services.reindex.reindex(undefined, () => {})
        expect(kept).toEqual(await contents())
      }),
      { numRuns: 12, seed: 3 },
    )
    expect(done).toBeGreaterThan(20)
    expect(refused).toBeLessThan(done * 4)
  }, 120_000)

  it('holds nothing of a type that was dropped', async () => {
    await admin.contentTypes
      .delete({ params: { domain, type: 'page' }, body: { force: true } })
      .catch(() => {})
    const { db } = get().server.foundation.database
    const left = await db.selectFrom('content_search').select('type_number').distinct().execute()
    const types = await get().server.services.typeRegistry.list(domainId)
    expect(types.map(({ name }) => name)).toEqual(['note'])
    const known = types.map(({ number }) => number)
    expect(left.filter(row => !known.includes(row.type_number))).toEqual([])
  })

  it('is made anew from nothing, and rid of what belongs to nothing', async () => {
    const { database } = get().server.foundation
    const { reindex } = get().server.services
    const before = await contents()
    const number = numbers[0] ?? 0
    await database.write(async tx => {
      const rows = await tx.deleteFrom('content_search').returning('number').execute()
      await database.engine.search.erase(
        tx,
        rows.slice(1).map(row => row.number),
      )
      const stray = { area: areaOf({ type: number, scope: 'draft', kind: 'all' }), word: 'red' }
      await database.engine.search.write(tx, [{ number: 987_654, terms: [stray] }])
      await tx
        .insertInto('content_search')
        .values({ type_number: number, object_id: 'gone' })
        .execute()
    })
    expect(await contents()).not.toEqual(before)
    const batches: number[] = []
    const done = await reindex.reindex(undefined, count => batches.push(count))
    expect(await contents()).toEqual(before)
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(done.objects)
  })

  it('is not written where the object is not', async () => {
    const before = await contents()
    const { database } = get().server.foundation
    const { search } = await import('./object-search.ts').then(({ createObjectSearch }) => ({
      search: createObjectSearch(database),
    }))
    const type = await get().server.services.typeRegistry.get(domainId, 'note')
    const row = { id: 'never', fields: '{"title":"red ox"}', published: null }
    const failed = database.write(async tx => {
      await search.put(tx, type, [row])
      throw new Error('rolled back')
    })
    await expect(failed).rejects.toThrow('rolled back')
    expect(await contents()).toEqual(before)
  })
})
