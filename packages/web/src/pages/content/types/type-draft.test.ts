import type { ContentType } from '@keywright/contract'
import { describe, expect, it } from 'vitest'
import { advancedOf, ofKind, withAdvanced, withMany } from './field-forms.ts'
import { bodyOf, draftOf, errorsOf, schemaOf, withFields, withSchema } from './type-draft.ts'

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
    expect(schemaOf(withSchema(draft, schemaOf(draft)))).toEqual(schema)
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
})
