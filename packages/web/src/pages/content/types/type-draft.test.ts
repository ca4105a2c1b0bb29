import type { ContentType } from '@keywright/contract'
import { describe, expect, it } from 'vitest'
import { advancedOf, ofKind, withAdvanced, withMany } from './field-forms.ts'
import { rebaseType } from './rebase-type.ts'
import {
  bodyOf,
  draftOf,
  fieldsFrom,
  schemaOf,
  type TypeDraft,
  withFields,
  withSchema,
} from './type-draft.ts'
import { areNamed, atRows, errorsOf, splitErrors } from './type-errors.ts'

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['title', 'gone'],
  dependentRequired: { price: ['currency'] },
  if: { required: ['price'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { minProperties: 3 },
  $defs: { money: { type: 'number', multipleOf: 0.01 } },
  'x-of-ours': { anything: true },
  properties: {
    title: { type: ['string', 'null'], minLength: 1, 'x-hint': 'short', $comment: 'kept' },
    price: { $ref: '#/$defs/money', title: 'Price' },
    currency: { type: 'string', enum: ['EUR', 'USD'], examples: ['EUR'] },
    parts: { type: 'array', items: { relation: ['part'], title: 'Part' }, maxItems: 3 },
  },
}

function typeOf(fields: Partial<ContentType> = {}): ContentType {
  return {
    id: 'typ_1',
    name: 'product',
    label: 'Product',
    description: '',
    titleField: 'title',
    slugField: null,
    fieldOrder: ['currency', 'title', 'price', 'parts'],
    schema,
    createdAt: '',
    updatedAt: '',
    ...fields,
  }
}

describe('the draft of a content type', () => {
  it('holds the whole schema, whatever of it the form shows', () => {
    const draft = draftOf(typeOf())
    expect(schemaOf(draft)).toEqual(schema)
    expect(bodyOf(draft).fieldOrder).toEqual(['currency', 'title', 'price', 'parts'])
    expect(schemaOf(withSchema(draft, schemaOf(draft), draft))).toEqual(schema)
  })

  it('keeps what a field has beside its form, whatever is done to it there', () => {
    const { title, price, currency } = schema.properties
    expect(advancedOf(title)).toEqual({ 'x-hint': 'short', $comment: 'kept' })
    expect(withAdvanced(title, { $comment: 'new' })).toEqual({
      type: ['string', 'null'],
      minLength: 1,
      $comment: 'new',
    })
    expect(advancedOf(price)).toEqual({ $ref: '#/$defs/money' })
    expect(withMany(withMany(currency, true), false)).toEqual(currency)
    expect(ofKind('number', title)).toEqual({ type: 'number', 'x-hint': 'short', $comment: 'kept' })
  })

  it('lets the title follow a field that gets another name, and none that is gone', () => {
    const draft = draftOf(typeOf())
    const renamed = draft.fields.map(field =>
      field.name === 'title' ? { ...field, name: 'headline' } : field,
    )
    expect(withFields(draft, renamed).titleField).toBe('headline')
    const others = draft.fields.filter(({ name }) => name !== 'title')
    expect(withFields(draft, others).titleField).toBeNull()
  })

  it('finds names that are none, and names that stand twice', () => {
    const draft = draftOf(typeOf())
    const named = (name: string) =>
      errorsOf(
        withFields(
          draft,
          draft.fields.map((field, index) => (index === 0 ? { ...field, name } : field)),
        ),
      )
    expect([...named('title').values()]).toHaveLength(2)
    expect([...named('').values()]).toEqual(['Give it a name.'])
    expect([...named('1st').keys()]).toEqual([expect.stringMatching(/^\/fields\/\d+\/name$/)])
    expect(named('cur').size).toBe(0)
  })

  it('knows the title and what is stored again when a property is cut and pasted', () => {
    const base = draftOf(typeOf())
    const { title, ...others } = schema.properties
    const cut = withSchema(base, { ...schema, properties: others }, base)
    expect(cut.titleField).toBe('title')
    expect(bodyOf(cut).titleField).toBeNull()
    const pasted = withSchema(cut, { ...schema, properties: { ...others, title } }, base)
    expect(bodyOf(pasted).titleField).toBe('title')
    expect(pasted.fields.map(({ stored }) => stored?.name)).toEqual([
      ...['price', 'currency', 'parts', 'title'],
    ])
  })

  it('loses no field of a group while two have one name, and says so', () => {
    const name = { type: 'string' }
    const { fields, rest } = fieldsFrom({ type: 'object', properties: { name } }, [], [])
    const twice = schemaOf({
      fields: [
        ...fields,
        ...fields.map(field => ({ ...field, row: -1, schema: { type: 'number' } })),
      ],
      rest,
    })
    const list = { type: 'array', items: twice }
    const draft = { ...draftOf(typeOf()), ...fieldsFrom({ properties: { list } }, [], []) }
    const found = [...errorsOf(draft)]
    expect(found.map(([at]) => at.replace(/\d+/, 'row'))).toEqual([
      '/fields/row/items/properties/name/name',
      '/fields/row/items/properties/name /name',
    ])
    expect(areNamed(draft.fields)).toBe(false)
    const group = fieldsFrom(twice, [], [])
    expect(group.fields.map(field => field.schema.type)).toEqual(['string', 'number'])
    const below = new Map(found.map(([at, message]) => [at.replace(/^\/fields\/\d+/, ''), message]))
    const { own, inner } = splitErrors(list, below)
    expect(own).toEqual([])
    expect([...atRows('', group.fields, inner).keys()]).toEqual(
      group.fields.map(({ row }) => `/fields/${row}/name`),
    )
  })
})

describe('what others saved, and what was changed here', () => {
  const base = draftOf(typeOf())
  const edit = (draft: TypeDraft, name: string, part: Record<string, unknown>) => ({
    ...draft,
    fields: draft.fields.map(field =>
      field.name === name ? { ...field, schema: { ...field.schema, ...part } } : field,
    ),
  })
  const theirsOf = (draft: TypeDraft) => draftOf(typeOf({ ...bodyOf(draft) }))

  it('come together, field by field', () => {
    const [extra] = fieldsFrom({ properties: { extra: { type: 'number' } } }, [], []).fields
    const mine = edit({ ...base, label: 'Ware' }, 'price', { title: 'Cost' })
    const theirs = theirsOf({
      ...edit({ ...base, description: 'Theirs' }, 'currency', { title: 'Money' }),
      rest: { ...base.rest, maxProperties: 9 },
    })
    const { draft, contested } = rebaseType(
      base,
      { ...mine, fields: [...mine.fields, ...(extra ? [extra] : [])] },
      theirs,
    )
    expect(contested).toEqual([])
    expect(draft).toMatchObject({
      label: 'Ware',
      description: 'Theirs',
      rest: { maxProperties: 9 },
    })
    expect(draft.fields.map(({ name, schema: { title } }) => [name, title])).toEqual([
      ['currency', 'Money'],
      ['title', undefined],
      ['price', 'Cost'],
      ['parts', undefined],
      ['extra', undefined],
    ])
    expect(draft.fields.find(({ name }) => name === 'currency')?.row).toBe(
      base.fields.find(({ name }) => name === 'currency')?.row,
    )
  })

  it('are named where both changed the same otherwise, and then it stays as it was changed here', () => {
    const without = (draft: TypeDraft, gone: string) =>
      withFields(
        draft,
        draft.fields.filter(({ name }) => name !== gone),
      )
    const mine = without(edit({ ...base, label: 'Mine' }, 'price', { title: 'Cost' }), 'currency')
    const theirs = without(
      edit({ ...base, label: 'Theirs' }, 'currency', { title: 'Money' }),
      'price',
    )
    const { draft, contested } = rebaseType(base, mine, theirsOf(theirs))
    expect(contested).toEqual(['currency', 'price', 'the label'])
    expect(draft.label).toBe('Mine')
    expect(draft.fields.map(({ name }) => name)).toEqual(['title', 'parts', 'price'])
    expect(draft.fields.at(-1)?.stored).toBeNull()
  })
})
