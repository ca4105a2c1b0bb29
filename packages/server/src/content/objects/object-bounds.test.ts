import type { Client } from '@keywright/contract'
import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { readFilter } from './object-filter.ts'
import { listObjects } from './object-list.store.ts'

const MEGABYTE = 1_000_000

describeEachEngine('what one request reads', get => {
  const params = { domain: 'bounds', type: 'page' }
  let admin: Client
  let domainId: string

  beforeAll(async () => {
    const { seed, client, server } = get()
    domainId = (await seed.domain('bounds')).id
    const reference = { relation: ['page'] }
    await seed.contentType(domainId, 'page', {
      text: { type: 'string' },
      others: { type: 'array', items: reference },
    })
    admin = client(await seed.user('bounded', { roles: { [domainId]: 'ADMIN' } }))
    const { db } = server.foundation.database
    for (let index = 0; index < 18; index++) {
      const id = `large${String(index).padStart(2, '0')}`
      await admin.objects.create({ params, body: { id, fields: { text: 'small' } } })
    }
    // Beside the index of words, which is not what is measured.
    const fields = JSON.stringify({ text: 'x'.repeat(MEGABYTE - 12) })
    await db
      .updateTable('content_objects')
      .set({ fields })
      .where('domain_id', '=', domainId)
      .execute()
    await admin.objects.create({ params, body: { id: 'small', fields: { text: 'small' } } })
  })

  it('a page of large objects ends early, and the next one has the rest', async () => {
    const query = { sort: 'id', limit: 200 }
    const first = await admin.objects.list({ params, query })
    expect(first.items.map(({ id }) => id)).toEqual(ids(0, 16))
    const second = await admin.objects.list({
      params,
      query: { ...query, cursor: String(first.nextCursor) },
    })
    expect(second.items.map(({ id }) => id)).toEqual([...ids(16, 18), 'small'])
    expect(second.nextCursor).toBe(null)
  })

  it('hydration fills places until there are as many characters as a request may have', async () => {
    const filled = await hydrated(Array.from({ length: 20 }, () => 'large00'))
    expect(filled).toEqual(Array.from({ length: 20 }, (_, index) => index < 16))
    const different = await hydrated(ids(0, 18))
    expect(different).toEqual(Array.from({ length: 18 }, (_, index) => index < 16))
  })

  it('hydration fills so many places at the most, however small the object is', async () => {
    const filled = await hydrated(Array.from({ length: 2100 }, () => 'small'))
    expect(filled.filter(isFilled => isFilled)).toHaveLength(2000)
    expect(filled.indexOf(false)).toBe(2000)
  })

  it('a list ends where enough objects were tested, and goes on from there', async () => {
    const { objectReader } = get().server.services
    const visitor = { domain: { id: domainId }, layers: [] } as unknown as Parameters<
      typeof objectReader.list
    >[1]
    const asked = { filter: { text: { contains: 'smal' } }, sort: 'id', limit: 10 }
    const walk = { left: 8, step: 4 }
    const first = await objectReader.list('draft', visitor, 'page', asked, walk)
    expect(first.items.map(({ id }) => id)).toEqual(ids(0, 8))
    const cursor = String(first.nextCursor)
    // What another list of the request left: one step is made all the same.
    const second = await objectReader.list('draft', visitor, 'page', { ...asked, cursor }, walk)
    expect(second.items.map(({ id }) => id)).toEqual(ids(8, 12))
    expect(second.nextCursor).not.toBe(null)
  })

  it('matches are only gathered where all of them can be tested within 40 000 tests', async () => {
    const type = await massOf(800)
    // Gathered, they are found at once; else two objects are looked at, and the walk is at its end.
    const found = async (comparisons: number) => {
      const others = Array.from({ length: comparisons - 1 }, (_, index) => ({
        not: { rank: { eq: -1 - index } },
      }))
      const part = await listObjects(
        get().server.foundation.database.db,
        {
          domainId,
          typeNumber: type.number,
          view: 'draft',
          where: readFilter(type, { kind: { eq: 'hit' }, and: others }, 'draft'),
          state: undefined,
          order: { field: 'rank', descending: false },
          after: undefined,
          limit: 5,
        },
        { left: 100, step: 100 },
      )
      return { count: part.rows.length, hasStopped: part.stopped !== undefined }
    }
    expect(await found(50)).toEqual({ count: 5, hasStopped: false })
    await insertMass(type.number, 'hit', 802, 1)
    expect(await found(50)).toEqual({ count: 0, hasStopped: true })
    expect(await found(49)).toEqual({ count: 5, hasStopped: false })
  })

  /** A type with so many objects of the kind `hit`, behind two that are not. */
  async function massOf(hits: number) {
    const properties = { kind: { type: 'string' }, rank: { type: 'number' } }
    await get().seed.contentType(domainId, 'mass', properties)
    const type = await get().server.services.typeRegistry.get(domainId, 'mass')
    await insertMass(type.number, 'miss', 0, 2)
    await insertMass(type.number, 'hit', 2, hits)
    return type
  }

  /** The values alone: lists read nothing else of objects that they do not show. */
  async function insertMass(number: number, kind: string, from: number, count: number) {
    const { db } = get().server.foundation.database
    const rows = Array.from({ length: count }, (_, index) => {
      const value = { type_number: number, object_id: `mass${from + index}`, views: 1 }
      return [
        { ...value, field: 'kind', num: 0, text: kind },
        { ...value, field: 'rank', num: from + index, text: '' },
      ]
    })
    await db.insertInto('content_values').values(rows.flat()).execute()
  }

  /** Which of these references of one object are replaced by what they lead to. */
  async function hydrated(targets: readonly string[]): Promise<boolean[]> {
    const others = targets.map(id => ({ type: 'page', id }))
    const { id } = await admin.objects.create({ params, body: { fields: { others } } })
    const { fields } = await admin.objects.read({
      params: { ...params, id },
      query: { hydrate: 1 },
    })
    await admin.objects.delete({ params: { ...params, id }, body: undefined })
    return (fields.others as object[]).map(other => 'fields' in other)
  }
})

function ids(from: number, to: number): string[] {
  return Array.from(
    { length: to - from },
    (_, index) => `large${String(from + index).padStart(2, '0')}`,
  )
}
