import type { ContentType } from '@keywright/contract'
import type { RJSFSchema, UiSchema } from '@rjsf/utils'
import {
  type FieldShape,
  fieldsOf,
  type JsonSchema,
  shapeOf,
  type TypeField,
} from '../types/field-kind.ts'
import { defaultOf, fieldsWithin } from './fields.ts'

/** What a form is drawn from: which values there are, and which control each of them has. */
export interface FormPlan {
  schema: RJSFSchema
  uiSchema: UiSchema
}

/** Texts up to here are a line, longer ones grow. */
const LINE_CHARACTERS = 120

/**
 * Plans the form of a type, in the order of its fields. Rules that no control can show, such as
 * conditions, are left out of it: what was filled in is checked by the schema itself.
 */
export function planForm(type: ContentType): FormPlan {
  const names = [type.titleField, type.slugField]
  const plan = planGroup(fieldsOf(type), type.schema, names)
  return { schema: { type: 'object', ...plan.schema }, uiSchema: plan.uiSchema }
}

function planGroup(
  fields: readonly TypeField[],
  root: JsonSchema,
  lines: readonly (string | null)[] = [],
): FormPlan {
  const plans = fields.map(({ name, label, shape }) => ({
    name,
    plan: planField(shape, label, root, lines.includes(name)),
  }))
  return {
    schema: {
      properties: Object.fromEntries(plans.map(({ name, plan }) => [name, plan.schema])),
      required: fields.filter(({ required }) => required).map(({ name }) => name),
    },
    uiSchema: Object.fromEntries(plans.map(({ name, plan }) => [name, plan.uiSchema])),
  }
}

function planField(
  shape: FieldShape,
  title: string | undefined,
  root: JsonSchema,
  isLine: boolean,
): FormPlan {
  const { kind, schema, many, nullable } = shape
  const common = { ...(title !== undefined && { title }), ...annotationsOf(schema) }
  if (kind === 'relation' || kind === 'media') {
    const fields = { 'ui:field': kind, 'ui:options': { many, to: [...shape.to] } }
    return { schema: { ...common, type: 'object' }, uiSchema: fields }
  }
  if (kind === 'choice') {
    if (many) {
      const items = shapeOf(schema.items, root).schema
      return {
        schema: {
          ...common,
          type: 'array',
          uniqueItems: true,
          items: { enum: listOf(items.enum) },
        },
        uiSchema: { 'ui:widget': 'choices' },
      }
    }
    const values = listOf(schema.enum).filter(value => value !== null)
    return {
      schema: { ...common, type: 'string', enum: values },
      uiSchema: { 'ui:widget': 'choice' },
    }
  }
  if (kind === 'object') {
    const plan = planGroup(fieldsWithin(schema, root), root)
    return { schema: { ...common, type: 'object', ...plan.schema }, uiSchema: plan.uiSchema }
  }
  if (kind === 'list') {
    const items = shapeOf(schema.items, root)
    const itemTitle = typeof items.schema.title === 'string' ? items.schema.title : undefined
    const plan = planField(items, itemTitle, root, false)
    const first = defaultOf({ shape: items, required: true }, root)
    const limit = typeof schema.maxItems === 'number' ? { maxItems: schema.maxItems } : {}
    return {
      // Only added entries are given the default: what is stored stays as it is.
      schema: { ...common, type: 'array', items: withDefault(plan.schema, first), ...limit },
      uiSchema: {
        items: plan.uiSchema,
        'ui:options': { listsWithin: listsWithin(items, root) },
      },
    }
  }
  if (kind === 'boolean') {
    return {
      schema: { ...common, type: 'boolean' },
      uiSchema: { 'ui:widget': nullable ? 'yesNo' : 'tick' },
    }
  }
  if (kind === 'number' || kind === 'integer') {
    return { schema: { ...common, type: kind }, uiSchema: { 'ui:widget': 'number' } }
  }
  return {
    schema: { ...common, type: 'string' },
    uiSchema: { 'ui:widget': textWidget(shape, isLine) },
  }
}

/** How many lists there are within each other, from an entry of a list inwards. */
function listsWithin({ schema, many, kind }: FieldShape, root: JsonSchema): number {
  if (kind === 'list') return 1 + listsWithin(shapeOf(schema.items, root), root)
  if (kind !== 'object') return many && kind !== 'choice' ? 1 : 0
  const inner = fieldsWithin(schema, root).map(({ shape }) => listsWithin(shape, root))
  return Math.max(0, ...inner)
}

function withDefault(schema: RJSFSchema, value: unknown): RJSFSchema {
  // What schemas of types hold is JSON.
  return value === undefined ? schema : { ...schema, default: value as JsonDefault }
}

type JsonDefault = NonNullable<RJSFSchema['default']>

function textWidget({ kind, schema }: FieldShape, isLine: boolean): string {
  if (kind === 'markdown') return 'markdown'
  if (kind === 'date' || kind === 'date-time') return kind
  const { format, pattern, maxLength } = schema
  const isShort = typeof maxLength === 'number' && maxLength <= LINE_CHARACTERS
  return isLine || isShort || format !== undefined || pattern !== undefined ? 'line' : 'longText'
}

/** What is for people, and which form a text has; all that limits a value is checked elsewhere. */
function annotationsOf({ description, readOnly, format }: JsonSchema): RJSFSchema {
  return {
    ...(typeof description === 'string' && { description }),
    ...(readOnly === true && { readOnly }),
    ...(typeof format === 'string' && { format }),
  }
}

function listOf(values: unknown): string[] {
  // The type of schemas allows for JSON values here, and so does the list.
  return (Array.isArray(values) ? values : []) as string[]
}
