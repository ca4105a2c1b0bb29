import type { ContentType } from '@keywright/contract'
import { describe, expect, it } from 'vitest'
import { filtersAmong, groupsOf, isComplete, newCondition, toFilter } from './conditions.ts'
import { isSortable, type ListField, listFieldsOf } from './list-field.ts'
import type { Condition } from './objects.search.ts'
import { operatorsOf } from './operators.ts'

const type: ContentType = {
  id: 'typ_00000000000000000000000000',
  name: 'article',
  label: 'Article',
  description: '',
  titleField: 'title',
  slugField: null,
  fieldOrder: ['title', 'price'],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  schema: {
    type: 'object',
    $defs: { tag: { type: 'string', enum: ['new', 'old'] } },
    properties: {
      title: { type: 'string' },
      price: { type: ['number', 'null'] },
      live: { type: 'boolean' },
      on: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      tags: { type: 'array', items: { $ref: '#/$defs/tag' } },
      author: { relation: ['person', 'team'] },
      pictures: { type: 'array', items: { media: true } },
      seo: { type: 'object', properties: { metaTitle: { type: 'string', title: 'For robots' } } },
      steps: {
        type: 'array',
        items: { type: 'object', properties: { minutes: { type: 'integer' } } },
      },
    },
  },
}

const fields = listFieldsOf(type)

function field(path: string): ListField {
  const found = fields.find(one => one.path === path)
  if (!found) throw new Error(`no field ${path}`)
  return found
}

describe('fields of a list', () => {
  it('are those by which the server finds objects, with those inside of others', () => {
    expect(fields.map(({ path, kind, many }) => [path, kind, many])).toEqual([
      ['title', 'text', false],
      ['price', 'number', false],
      ['live', 'boolean', false],
      ['on', 'date', false],
      ['at', 'moment', false],
      ['tags', 'text', true],
      ['author', 'relation', false],
      ['pictures', 'media', true],
      ['seo.metaTitle', 'text', false],
      ['steps.minutes', 'number', true],
      ['id', 'text', false],
      ['createdAt', 'moment', false],
      ['updatedAt', 'moment', false],
      ['publishedAt', 'moment', false],
    ])
    expect(field('seo.metaTitle').label).toBe('Seo › For robots')
    expect(field('tags').choices).toEqual(['new', 'old'])
    expect(field('author').to).toEqual(['person', 'team'])
  })

  it('order a list only where they have one value', () => {
    expect(fields.filter(isSortable).map(({ path }) => path)).not.toContain('tags')
    expect(isSortable(field('price'))).toBe(true)
  })
})

describe('conditions', () => {
  it('become a filter of the contract, with values of the kind of their field', () => {
    const groups: Condition[][] = [
      [
        { field: 'price', op: 'lt', value: '10' },
        { field: 'tags', op: 'contains', value: 'new' },
      ],
      [{ field: 'author', op: 'in', value: ['person/ann', 'team/red'] }],
      [{ field: 'at', op: 'gte', value: '2026-01-31T12:00:00Z' }],
      [{ field: 'live', op: 'eq', value: true }],
    ]
    expect(JSON.parse(toFilter(groups, fields) ?? '')).toEqual({
      and: [
        { or: [{ price: { lt: 10 } }, { tags: { contains: 'new' } }] },
        { author: { in: ['ann', 'red'] } },
        { at: { gte: '2026-01-31T12:00:00.000Z' } },
        { live: { eq: true } },
      ],
    })
    expect(toFilter([], fields)).toBeUndefined()
    expect(toFilter([[{ field: 'gone', op: 'eq', value: 'x' }]], fields)).toBe(
      '{"gone":{"eq":"x"}}',
    )
  })

  it('are not asked before they are filled in', () => {
    expect(isComplete(newCondition(field('title')), field('title'))).toBe(false)
    expect(isComplete(newCondition(field('live')), field('live'))).toBe(true)
    expect(isComplete(newCondition(field('tags')), field('tags'))).toBe(true)
    expect(isComplete({ field: 'price', op: 'eq', value: 'many' }, field('price'))).toBe(false)
    expect(isComplete({ field: 'price', op: 'in', value: [] }, field('price'))).toBe(false)
  })

  it('are read from a filter again, where they say all of it', () => {
    const groups: Condition[][] = [
      [{ field: 'price', op: 'lt', value: '10' }],
      [
        { field: 'title', op: 'contains', value: 'x' },
        { field: 'tags', op: 'in', value: ['new', 'old'] },
        { field: 'live', op: 'eq', value: true },
      ],
    ]
    expect(groupsOf(toFilter(groups, fields) ?? '', fields)).toEqual(groups)
    expect(groupsOf('', fields)).toEqual([])
    const others = [
      '{',
      '{"gone":{"eq":1}}',
      '{"price":{"gte":1,"lte":2}}',
      '{"not":{"id":{"eq":"a"}}}',
    ]
    // This one may be a person or a team.
    for (const text of [...others, '{"author":{"eq":"ann"}}']) {
      expect(groupsOf(text, fields)).toBeUndefined()
    }
    expect(groupsOf('{"author":{"exists":false}}', fields)).toHaveLength(1)
  })

  it('are asked of objects that were found, as many at once as there is room for', () => {
    expect(filtersAmong([], undefined)).toEqual([])
    expect(filtersAmong(['a', 'b'], undefined)).toEqual(['{"id":{"in":["a","b"]}}'])
    expect(filtersAmong(['a'], '{"price":{"lt":1}}')).toEqual([
      '{"and":[{"id":{"in":["a"]}},{"price":{"lt":1}}]}',
    ])
    const ids = Array.from({ length: 100 }, (_, place) => String(place).padStart(64, 'x'))
    const filters = filtersAmong(ids, JSON.stringify({ title: { eq: 'y'.repeat(400) } }))
    expect(filters.every(text => text.length <= 4000)).toBe(true)
    expect(filters.flatMap(text => JSON.parse(text).and[0].id.in)).toEqual(ids)
    expect(filters).toHaveLength(2)
  })

  it('offer every operator that the server has for a kind', () => {
    const offered = (path: string) => new Set(operatorsOf(field(path)).map(({ op }) => op))
    const order = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'exists']
    expect(offered('price')).toEqual(new Set(order))
    expect(offered('title')).toEqual(new Set([...order, 'contains', 'startsWith']))
    expect(offered('on')).toEqual(new Set(order))
    expect(offered('author')).toEqual(new Set(['eq', 'ne', 'in', 'exists']))
    expect(offered('pictures')).toEqual(new Set(['contains', 'ne', 'in', 'exists']))
  })
})
