import type { ContentType } from '@keywright/contract'
import { fieldsOf, isSchema, type JsonSchema, labelOf, shapeOf } from '../types/field-kind.ts'

/** How values of a field are compared; dates and moments are both times to the server. */
export type CompareKind = 'text' | 'number' | 'boolean' | 'date' | 'moment' | 'relation' | 'media'

/** What a list of objects can be narrowed by, and ordered by where it has one value. */
export interface ListField {
  /** As filters name it, as in `seo.title`. */
  path: string
  label: string
  kind: CompareKind
  many: boolean
  /** Where only these are allowed. */
  choices: readonly string[]
  /** Of relations: the types that they lead to. */
  to: readonly string[]
}

/** All fields of a type by which its objects can be found, then what every object has. */
export function listFieldsOf(type: ContentType): ListField[] {
  const fields = fieldsOf(type).flatMap(({ name, label, shape }) =>
    findable({ path: name, label, many: false }, shape.schema, type.schema),
  )
  return [...fields, ...SYSTEM_FIELDS]
}

/** Whether a list can be ordered by a field. */
export function isSortable({ many, kind }: ListField): boolean {
  return !many && kind !== 'media' && kind !== 'relation'
}

interface Place {
  path: string
  label: string
  many: boolean
}

function findable(place: Place, property: unknown, root: JsonSchema): ListField[] {
  const { kind, schema, to } = shapeOf(property, root)
  if (Array.isArray(schema.relation)) return [{ ...place, kind: 'relation', choices: [], to }]
  if (schema.media === true) return [{ ...place, kind: 'media', choices: [], to: [] }]
  const [type] = [schema.type].flat().filter(name => name !== 'null')
  if (type === 'array') return findable({ ...place, many: true }, schema.items, root)
  if (type === 'object') {
    const properties = isSchema(schema.properties) ? schema.properties : {}
    return Object.entries(properties).flatMap(([name, child]) =>
      findable(
        {
          path: `${place.path}.${name}`,
          label: `${place.label} › ${labelOf(name, child)}`,
          many: place.many,
        },
        child,
        root,
      ),
    )
  }
  const compare = kind === 'date' ? 'date' : kind === 'date-time' ? 'moment' : COMPARED.get(type)
  if (!compare) return []
  const choices = Array.isArray(schema.enum) ? schema.enum.filter(choice => choice !== null) : []
  return [{ ...place, kind: compare, choices: choices.map(String), to: [] }]
}

const COMPARED: ReadonlyMap<unknown, CompareKind> = new Map([
  ['string', 'text'],
  ['number', 'number'],
  ['integer', 'number'],
  ['boolean', 'boolean'],
])

const SYSTEM_FIELDS: readonly ListField[] = [
  system('id', 'Id', 'text'),
  system('createdAt', 'Created', 'moment'),
  system('updatedAt', 'Updated', 'moment'),
  system('publishedAt', 'Published', 'moment'),
]

function system(path: string, label: string, kind: CompareKind): ListField {
  return { path, label, kind, many: false, choices: [], to: [] }
}
