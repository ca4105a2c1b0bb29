import type { ContentType } from '@keywright/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFieldsCheck, problemsAtFields } from './check-fields.ts'
import { changesBetween } from './field-changes.ts'
import { cleanFields, defaultsOf } from './fields.ts'
import { compareLists, compareTexts } from './text-diff.ts'

const text = { type: 'string' }
const tags = { type: 'array', items: { $ref: '#/$defs/tag' }, uniqueItems: true }

const type: ContentType = {
  id: 'typ_01jcxk3y5nfm8v9qv2r3w4t5a6',
  name: 'article',
  label: 'Article',
  description: '',
  titleField: 'title',
  slugField: 'slug',
  fieldOrder: ['title', 'slug', 'price', 'tags', 'seo', 'authors', 'isOpen', 'note'],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  schema: {
    type: 'object',
    required: ['title', 'isOpen', 'note'],
    properties: {
      title: { type: 'string', minLength: 3 },
      slug: { type: 'string', format: 'slug' },
      price: { type: 'number', minimum: 0, multipleOf: 0.01 },
      tags,
      seo: { type: 'object', properties: { title: text, about: text }, required: ['title'] },
      authors: { type: 'array', items: { relation: ['author'] } },
      isOpen: { type: 'boolean' },
      note: { type: ['string', 'null'] },
    },
    $defs: { tag: { type: 'string', maxLength: 5 } },
  },
}

const good = { title: 'First', isOpen: false, note: null }

describe('what is typed into a form of an object', () => {
  it('begins with what the type gives from the start, in groups as well', () => {
    const size = { ...text, default: 'small' }
    const group = (properties: object, required: string[] = []) => ({
      ...{ type: 'object', properties, required },
    })
    const schema = {
      type: 'object',
      required: ['needed'],
      properties: {
        size,
        within: group({ size, deeper: group({ size }) }),
        needed: group({ size, title: text }, ['title']),
        // It may stay empty, and would ask for a title otherwise.
        spared: group({ size, title: text }, ['title']),
        empty: group({ title: text }),
        listed: { type: 'array', items: group({ size }) },
      },
    }
    expect(defaultsOf({ schema, fieldOrder: [] })).toEqual({
      size: 'small',
      within: { size: 'small', deeper: { size: 'small' } },
      needed: { size: 'small' },
    })
  })

  it('is stored without what was left empty, but for what the type asks for', () => {
    const typed = { title: 'First', slug: undefined, tags: [], seo: { about: undefined } }
    expect(cleanFields(type, typed, {})).toEqual(good)
  })

  it('is told in plain words what is wrong, at the field', () => {
    const check = createFieldsCheck(type)
    expect(check(good)).toEqual([])
    expect(check({ ...good, authors: [{ type: 'author', id: 'ann' }] })).toEqual([])
    const problems = check({
      title: 'No',
      slug: 'Not a slug',
      price: 'ten',
      tags: ['fine', 'far too long'],
      seo: { about: 'x' },
      isOpen: true,
    })
    expect(Object.fromEntries(problems.map(({ pointer, message }) => [pointer, message]))).toEqual({
      '/title': 'It needs at least 3 characters.',
      '/slug': expect.stringContaining('Small letters, digits and single hyphens'),
      '/price': 'It has to be a number.',
      '/tags/1': 'At most 5 characters; there are 12.',
      '/seo/title': 'Fill this in.',
      '/note': 'Fill this in.',
    })
  })

  it('may have nothing twice in a list of plain values, however long it is', () => {
    const item = { type: 'object', properties: { tags } }
    const properties = { title: text, tags, groups: { type: 'array', items: item } }
    const check = createFieldsCheck({
      ...type,
      schema: { ...type.schema, required: [], properties },
    })
    const problem = (pointer: string) => ({ pointer, message: 'Nothing may be in it twice.' })
    expect(check({ ...good, tags: ['a', 'b', 'a'] })).toEqual([problem('/tags')])
    const groups = [{ tags: ['a', 'b'] }, {}, { tags: ['a', 'a'] }]
    expect(check({ ...good, groups })).toEqual([problem('/groups/2/tags')])

    const begun = performance.now()
    expect(check({ ...good, tags: Array.from({ length: 30_000 }, (_, n) => `${n}`) })).toEqual([])
    // Each compared with each would take twice as long on the fastest of machines.
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('is told at its field what the server refused, as deep as the form goes', () => {
    const { placed, others } = problemsAtFields(type, [
      { pointer: '/fields/slug', message: 'another object has this value already' },
      { pointer: '/fields/authors/0', message: 'there is no author ann' },
      { pointer: '/fields/tags/2', message: 'is too long' },
      { pointer: '/fields', message: 'is too much' },
    ])
    expect(placed).toEqual([
      { pointer: '/slug', message: 'Another object has this value already.' },
      { pointer: '/authors', message: 'There is no author ann.' },
      { pointer: '/tags/2', message: 'Is too long.' },
    ])
    expect(others).toHaveLength(1)
  })
})

describe('two states of an object', () => {
  it('differ field by field, also within groups and in fields that the type no longer has', () => {
    const changes = changesBetween(
      type,
      { title: 'One', seo: { title: 'a', about: 'b' }, old: 1 },
      { title: 'One', seo: { title: 'a', about: 'c' }, price: 2 },
    )
    expect(changes.map(({ label, before, after }) => [label, before, after])).toEqual([
      ['Price', undefined, 2],
      ['Seo › About', 'b', 'c'],
      ['old', 1, undefined],
    ])
  })
})

describe('a comparison', () => {
  it('tells texts apart by words', () => {
    expect(compareTexts('one two three', 'one 2 three')).toEqual([
      { kind: 'same', text: 'one ' },
      { kind: 'removed', text: 'two' },
      { kind: 'added', text: '2' },
      { kind: 'same', text: ' three' },
    ])
  })

  it('leads from any list to any other', () => {
    const lists = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const pieces = compareLists(before, after, Object.is)
        const without = (kind: string) =>
          pieces.filter(piece => piece.kind !== kind).flatMap(piece => piece.items)
        expect(without('added')).toEqual(before)
        expect(without('removed')).toEqual(after)
      }),
    )
  })
})
