import type { ContentType } from '@keywright/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSchema } from '../types/field-kind.ts'
import { adaptFields } from './adapt-fields.ts'
import { cleanFields, type Fields } from './fields.ts'
import { mergeFields, theirChanges } from './merge-fields.ts'

const text = { type: 'string' }
const list = (items: object) => ({ type: 'array', items })
const group = (properties: object) => ({ type: 'object', properties })

const type: ContentType = {
  ...{ id: 'typ_1', name: 'book', label: 'Book', description: '', fieldOrder: [] },
  ...{ titleField: null, slugField: null },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
  schema: group({
    title: text,
    tags: list(text),
    note: { type: ['string', 'null'] },
    seo: group({ about: text, deep: group({ word: text, words: list(text) }) }),
    steps: list(group({ what: text, hints: list(text) })),
  }),
}

/** Merges as the page does, and cleans what comes out of it. */
function merge(base: Fields, typed: Fields, theirs: Fields, takesTheirs = false): Fields {
  const mine = cleanFields(type, typed, base)
  const changes = theirChanges(type, base, mine, theirs)
  return cleanFields(
    type,
    mergeFields(mine, changes, () => takesTheirs),
    theirs,
  )
}

describe('what a form stores', () => {
  it('leaves empty values and unknown fields as they are where nobody touched them', () => {
    const entry = { what: 'a', hints: [], unknown: [] }
    const stored = {
      ...{ title: 'Base', tags: [], note: null, unknown: { a: [] } },
      ...{ seo: { deep: {}, later: 1 }, steps: [entry, { what: 'b', hints: [] }] },
    }
    expect(cleanFields(type, { ...stored, title: 'Mine' }, stored)).toEqual({
      ...stored,
      title: 'Mine',
    })
    // Also in an entry that was changed, and moved by others that came and went.
    const moved = [{ what: 'b', hints: [] }, { ...entry, what: 'changed' }, { what: 'new' }]
    expect(cleanFields(type, { ...stored, steps: moved }, stored).steps).toEqual(moved)
    // What was filled in and emptied again is as it was.
    const emptied = { ...stored, seo: { deep: { word: undefined }, later: 1 }, note: undefined }
    expect(cleanFields(type, emptied, stored)).toEqual(stored)
    expect(cleanFields(type, { ...stored, seo: { deep: { words: [] } } }, {}).seo).toBe(undefined)
  })
})

describe('what two people changed', () => {
  const base = { title: 'Base', tags: ['a'], seo: { about: 'x', deep: { word: 'w' } } }

  it('is merged field by field, also within groups: what one side changed is taken, what both did is chosen', () => {
    const mine = { ...base, title: 'Mine', seo: { ...base.seo, about: 'mine' } }
    const theirs = { title: 'Theirs', seo: { about: 'x', deep: { word: 'w', words: ['b'] } } }
    expect(
      theirChanges(type, base, mine, theirs).map(change => [change.label, change.isContested]),
    ).toEqual([
      ['Title', true],
      ['Tags', false],
      ['Seo › Deep › Words', false],
    ])
    const seo = { about: 'mine', deep: { word: 'w', words: ['b'] } }
    expect(merge(base, mine, theirs)).toEqual({ title: 'Mine', seo })
    expect(merge(base, mine, theirs, true)).toEqual({ title: 'Theirs', seo })
  })

  it('names what the type does not know as it is called, and keeps it', () => {
    const mine = { ...base, title: 'Mine' }
    const theirs = { ...base, noteFor: 'important', seo: { ...base.seo, noteFor: 1 } }
    const changes = theirChanges(type, base, mine, theirs)
    expect(changes.map(({ label }) => label)).toEqual(['Seo › noteFor', 'noteFor'])
    expect(merge(base, mine, theirs)).toEqual({ ...theirs, title: 'Mine' })
  })

  it('is merged entry by entry in lists of groups, wherever mine are by now', () => {
    const steps = [{ what: 'a' }, { what: 'b' }, { what: 'c' }]
    const theirs = steps.map(step => ({ ...step, later: 1 }))
    const typed = [{ what: 'c' }, { what: 'a' }, { what: 'changed' }, { what: 'new' }]
    expect(merge({ steps }, { steps: typed }, { steps: theirs }).steps).toEqual([
      { what: 'c', later: 1 },
      { what: 'a', later: 1 },
      { what: 'changed', later: 1 },
      { what: 'new' },
    ])
    const isContested = (mine: Fields[], others: Fields[]) =>
      theirChanges(type, { steps }, { steps: mine }, { steps: others }).map(
        change => change.isContested,
      )
    // Nobody else can know which of theirs is which of mine, or what has become of it.
    expect(isContested(typed, steps.slice(1))).toEqual([true])
    expect(isContested([...steps, { what: 'mine' }], [{ what: 'theirs' }, ...steps])).toEqual([
      true,
    ])
    expect(isContested(steps.slice(1), theirs)).toEqual([true])
    expect(isContested([{ what: 'mine' }], [{ what: 'theirs' }])).toEqual([true])
  })

  it('loses nothing of either side, whatever was there before and whether the type knows it', () => {
    // Lists of groups are merged entry by entry, which the test above is about.
    const value = fc.constantFrom('one', 'two', 'three')
    const words = fc.array(value, { minLength: 1, maxLength: 2 })
    const optional = { requiredKeys: [] }
    const deep = fc.record({ word: value, words, unknown: value }, optional)
    const seo = fc.record({ about: value, deep, unknown: words }, optional)
    const unknown = fc.record({ a: value, b: value }, optional)
    const fields = fc.record({ title: value, tags: words, seo, unknown }, optional)
    // The states of an object are alike as a rule.
    const states = fc.tuple(fields, fields, fields, fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(states, fc.boolean(), ([base, edit, theirs, drawn], takesTheirs) => {
        const typed = onlyKnown(edit, base, drawn)
        const expected = naively(leaves(base), leaves(typed), leaves(theirs), takesTheirs)
        expect(leaves(merge(base, typed, theirs, takesTheirs))).toEqual(expected)
      }),
    )
  })
})

/** The base with some of the values of another state, as far as there is a box for them. */
function onlyKnown(edit: Fields, base: Fields, drawn: number): Fields {
  const after = leaves(base)
  const before = leaves(edit)
  KNOWN.forEach((path, index) => {
    if ((drawn >> index) % 2 === 0) return
    const value = before.get(path)
    if (value === undefined) after.delete(path)
    else after.set(path, value)
  })
  return [...after].reduce<Fields>((fields, [path, json]) => put(fields, path.split('.'), json), {})
}

const KNOWN = ['title', 'tags', 'seo.about', 'seo.deep.word', 'seo.deep.words']

function put(fields: Fields, [name = '', ...inner]: string[], json: string): Fields {
  const before = fields[name]
  const value =
    inner.length === 0 ? JSON.parse(json) : put(isSchema(before) ? before : {}, inner, json)
  return { ...fields, [name]: value }
}

/** Every value that is no group, as JSON by its path. */
function leaves(fields: Fields, within = ''): Map<string, string> {
  const found = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    const path = `${within}${name}`
    if (path === 'seo' || path === 'seo.deep') {
      return isSchema(value) ? [...leaves(value, `${path}.`)] : []
    }
    const json = JSON.stringify(value, isSchema(value) ? Object.keys(value).sort() : null)
    return [[path, json]]
  })
  return new Map(found.sort(([one], [other]) => one.localeCompare(other)))
}

/** Merges value by value: theirs where mine is as it was. */
function naively(
  base: Map<string, string>,
  mine: Map<string, string>,
  theirs: Map<string, string>,
  takesTheirs: boolean,
): Map<string, string> {
  const paths = [...new Set([...base.keys(), ...mine.keys(), ...theirs.keys()])]
  const merged = paths.flatMap((path): [string, string][] => {
    const isMine = mine.get(path) !== base.get(path)
    const isTheirs = theirs.get(path) !== base.get(path)
    const value = isMine && !(isTheirs && takesTheirs) ? mine.get(path) : theirs.get(path)
    return value === undefined ? [] : [[path, value]]
  })
  return new Map(merged.sort(([one], [other]) => one.localeCompare(other)))
}

describe('what was typed while the type was changed', () => {
  it('goes on in the new form; what has no place there any more is told', () => {
    const after = {
      ...type,
      schema: group({
        title: text,
        size: text,
        tags: list(group({ name: text })),
        seo: group({ deep: group({ words: list(text) }) }),
        steps: list(group({ what: { type: 'integer' } })),
      }),
    }
    const stored = { title: 'Base', note: 'x', seo: { about: 'kept' }, steps: [{ hints: ['a'] }] }
    const typed = {
      ...{ title: 'Mine', note: 'typed', tags: ['t'], unknown: 1 },
      ...{ seo: { about: 'kept', deep: { word: 'w', words: ['v'] } } },
      steps: [{ what: 'b' }, { hints: ['a'] }],
    }
    expect(adaptFields(type, after, stored, typed)).toEqual({
      fields: {
        ...{ title: 'Mine', unknown: 1, seo: { deep: { words: ['v'] } } },
        steps: [{ what: 'b' }, {}],
      },
      lost: [
        { label: 'Tags', value: ['t'] },
        { label: 'Note', value: 'typed' },
        { label: 'Seo › Deep › Word', value: 'w' },
      ],
    })
  })
})
