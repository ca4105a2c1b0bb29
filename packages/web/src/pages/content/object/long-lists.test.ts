import { describe, expect, it } from 'vitest'
import { partAt } from '../../../ui/list-part.tsx'
import { planForm } from './form-schema.ts'
import { firstOf } from './led-to.ts'
import { shownEntries } from './shown-entries.ts'

const text = { type: 'string' }
const list = (items: object) => ({ type: 'array', items })
const group = (properties: object) => ({ type: 'object', properties })

const { schema, uiSchema } = planForm({
  ...{
    id: 'typ_1',
    name: 'book',
    label: 'Book',
    description: '',
    titleField: null,
    slugField: null,
  },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
  fieldOrder: ['tags', 'title'],
  schema: group({
    title: text,
    parts: list(group({ name: text, chapters: list(group({ pages: list(text) })) })),
    choices: list(group({ some: { ...list({ enum: ['a', 'b'] }), uniqueItems: true } })),
    credits: list(group({ authors: list({ relation: ['author'] }) })),
    tags: list(text),
  }),
})

describe('a long list', () => {
  it('has parts of the same size, of which there is always one', () => {
    expect(partAt(0, 0, 50)).toEqual({ first: 0, end: 0 })
    expect(partAt(49, 50, 50)).toEqual({ first: 0, end: 50 })
    expect(partAt(50, 51, 50)).toEqual({ first: 50, end: 51 })
    expect(partAt(9899, 9900, 50)).toEqual({ first: 9850, end: 9900 })
    // Its last entries were removed.
    expect(partAt(9899, 9850, 50)).toEqual({ first: 9800, end: 9850 })
  })

  it('shows fewer entries the more lists there are within each other', () => {
    const { parts } = uiSchema
    expect(shownEntries(['tags'], uiSchema.tags)).toBe(50)
    expect(shownEntries(['choices'], uiSchema.choices)).toBe(50)
    expect(shownEntries(['credits'], uiSchema.credits)).toBe(20)
    expect(shownEntries(['credits', 0, 'authors'])).toBe(20)
    expect(shownEntries(['parts'], parts)).toBe(8)
    expect(shownEntries(['parts', 3, 'chapters'], parts.items.chapters)).toBe(8)
    const { pages } = parts.items.chapters.items
    expect(shownEntries(['parts', 3, 'chapters', 1, 'pages'], pages)).toBe(8)
  })

  it('leads to what is wrong first, in the order in which it is drawn', () => {
    const first = (...places: string[]) =>
      firstOf(
        schema,
        places.map(place => place.split('/')),
      )?.join('/')
    expect(first()).toBe(undefined)
    expect(first('parts/10/name', 'parts/9/name', 'title', 'tags/100')).toBe('tags/100')
    expect(first('parts/10/name', 'parts/9/chapters/0', 'parts/9/name')).toBe('parts/9/name')
    expect(first('parts/9/name', 'parts/9', 'parts')).toBe('parts')
    // What the form has no place for is told elsewhere.
    expect(first('gone', 'tags/1')).toBe('tags/1')
    expect(first('tags/1', 'gone')).toBe('tags/1')
  })
})
