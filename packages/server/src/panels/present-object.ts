import type {
  ContentObject,
  DeliveredObject,
  PanelField,
  PanelObject,
  PanelValue,
} from '@keywright/contract'
import { titleIn } from '../content/objects/object-title.ts'
import type { CompiledType } from '../content/types/content-type.ts'
import { isSchema, type Schema } from '../content/types/expand-schema.ts'

type Types = ReadonlyMap<string, CompiledType>

/** What there is to know while the values of an object are read. */
interface Reading {
  types: Types
  panelId: string
  /** The whole schema of its type. */
  root: Schema
}

/** Values of one field at the most: nobody reads more from afar. */
const MOST_VALUES = 100
/** Pictures that are wider are made as wide as this, of kinds that can be. */
const PICTURE_WIDTH = 1920
const SCALED = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif'])

/**
 * An object as a panel shows it: its title, and its other fields in their order, by their labels.
 * What has no value, and references that were not replaced because the key may not read what they
 * lead to, are left out.
 */
export function presentObject(
  type: CompiledType,
  object: ContentObject | DeliveredObject,
  types: Types,
  panelId: string,
): PanelObject {
  const { schema, fieldOrder, titleField } = type.view
  const fields = fieldsOf(object.fields, schema, { types, panelId, root: schema })
  const byName = new Map(fields.map(field => [field.name, field]))
  if (titleField !== null) byName.delete(titleField)
  const names = new Set([...fieldOrder, ...byName.keys()])
  return {
    id: object.id,
    title: titleIn(type, object.fields) || null,
    fields: [...names].flatMap(name => byName.get(name) ?? []),
  }
}

/** The fields of an object, or of a group in it, in the order of their schema. */
function fieldsOf(values: object, schema: Schema, reading: Reading): PanelField[] {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const given = new Map(Object.entries(values))
  return Object.entries(properties).flatMap(([name, property]) => {
    const shown = valuesOf(given.get(name), meantBy(property, reading.root), reading)
    if (shown.length === 0) return []
    return [{ name, label: labelOf(name, property), values: shown.slice(0, MOST_VALUES) }]
  })
}

function valuesOf(value: unknown, schema: Schema, reading: Reading): PanelValue[] {
  if (value === null || value === undefined || value === '') return []
  if (schema.media === true) return fileOf(value, reading.panelId)
  if (Array.isArray(schema.relation)) return targetOf(value, reading.types)
  if (Array.isArray(value)) {
    const items = meantBy(schema.items, reading.root)
    return value.flatMap(item => valuesOf(item, items, reading))
  }
  switch (typeof value) {
    case 'string':
      return [{ kind: TEXTS[String(schema.format)] ?? 'text', text: value }]
    case 'number':
      return [{ kind: 'number', number: value }]
    case 'boolean':
      return [{ kind: 'boolean', boolean: value }]
    default: {
      const fields = fieldsOf(value, schema, reading)
      return fields.length > 0 ? [{ kind: 'group', fields }] : []
    }
  }
}

const TEXTS: Readonly<Record<string, 'markdown' | 'date' | 'time'>> = {
  markdown: 'markdown',
  date: 'date',
  'date-time': 'time',
}

/** A part of a schema, or what it refers to; what it says of itself, say its title, is lost then. */
function meantBy(part: unknown, root: Schema): Schema {
  if (!isSchema(part)) return {}
  if (typeof part.$ref !== 'string') return part
  const definitions = isSchema(root.$defs) ? root.$defs : {}
  return meantBy(definitions[part.$ref.slice('#/$defs/'.length)], root)
}

/** A file in the place of its reference; anything but a picture by its name. */
function fileOf(value: unknown, panelId: string): PanelValue[] {
  if (!isRecord(value) || typeof value.url !== 'string') return []
  const { mediaType, url, name, alt } = value
  if (typeof mediaType !== 'string' || !mediaType.startsWith('image/')) {
    return [{ kind: 'text', text: String(name) }]
  }
  const width = numberOf(value.width)
  const isWide = width !== null && width > PICTURE_WIDTH && SCALED.has(mediaType)
  const path = url.replace(/^.*\/delivery\/media\//, `/panel/${panelId}/media/`)
  return [
    {
      kind: 'picture',
      url: isWide ? `${path}?width=${PICTURE_WIDTH}` : path,
      alt: typeof alt === 'string' ? alt : '',
      width,
      height: numberOf(value.height),
    },
  ]
}

/** An object in the place of a reference to it, by its title. */
function targetOf(value: unknown, types: Types): PanelValue[] {
  if (Array.isArray(value)) return value.flatMap(item => targetOf(item, types))
  if (!isRecord(value) || !isRecord(value.fields)) return []
  const type = types.get(String(value.type))
  const title = type && titleIn(type, value.fields)
  return [{ kind: 'text', text: title || String(value.id) }]
}

/** As the schema calls a field, or its name in words: `openingHours` is Opening hours. */
function labelOf(name: string, written: unknown): string {
  const title = isSchema(written) ? written.title : undefined
  if (typeof title === 'string' && title !== '') return title
  const words = name
    .replaceAll('_', ' ')
    .replace(
      /([a-z0-9])([A-Z])/g,
      (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
    )
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
