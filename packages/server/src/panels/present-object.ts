import type { ContentObject, DeliveredObject, PanelObject, PanelValue } from '@keywright/contract'
import type { CompiledType } from '../content/types/content-type.ts'
import { expandSchema, isSchema, type Schema } from '../content/types/expand-schema.ts'

type Types = ReadonlyMap<string, CompiledType>

/** What there is to know while the values of an object are read. */
interface Reading {
  types: Types
  panelId: string
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
  const { properties } = expandSchema(schema)
  const known = isSchema(properties) ? properties : {}
  // What is for people is not in there.
  const written = isSchema(schema.properties) ? schema.properties : {}
  const names = [...new Set([...fieldOrder, ...Object.keys(known)])]
  const fields = names.flatMap(name => {
    const property = known[name]
    if (name === titleField || !isSchema(property) || !Object.hasOwn(object.fields, name)) return []
    const values = valuesOf(object.fields[name], property, { types, panelId })
    if (values.length === 0) return []
    return [{ name, label: labelOf(name, written[name]), values: values.slice(0, MOST_VALUES) }]
  })
  return { id: object.id, title: titleOf(type, object), fields }
}

function valuesOf(value: unknown, schema: Schema, reading: Reading): PanelValue[] {
  if (value === null || value === undefined || value === '') return []
  if (schema.media === true) return fileOf(value, reading.panelId)
  if (Array.isArray(schema.relation)) return targetOf(value, reading.types)
  if (Array.isArray(value)) {
    const items = isSchema(schema.items) ? schema.items : {}
    return value.flatMap(item => valuesOf(item, items, reading))
  }
  switch (typeof value) {
    case 'string':
      return [{ kind: TEXTS[String(schema.format)] ?? 'text', text: value }]
    case 'number':
      return [{ kind: 'number', number: value }]
    case 'boolean':
      return [{ kind: 'boolean', boolean: value }]
    default:
      return groupOf(value, schema, reading)
  }
}

const TEXTS: Readonly<Record<string, 'markdown' | 'date' | 'time'>> = {
  markdown: 'markdown',
  date: 'date',
  'date-time': 'time',
}

/** A group is shown as what is in it, one after the other. */
function groupOf(value: object, schema: Schema, reading: Reading): PanelValue[] {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  return Object.entries(value).flatMap(([name, part]) => {
    const property = properties[name]
    return isSchema(property) ? valuesOf(part, property, reading) : []
  })
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
  const title = type && titleOf(type, { fields: value.fields })
  return [{ kind: 'text', text: title ?? String(value.id) }]
}

function titleOf(
  { view }: CompiledType,
  { fields }: { fields: Record<string, unknown> },
): string | null {
  if (view.titleField === null || !Object.hasOwn(fields, view.titleField)) return null
  const title = fields[view.titleField]
  return typeof title === 'string' && title !== '' ? title : null
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
