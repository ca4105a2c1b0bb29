import { contentTypeEndpoints, fieldName } from '@keywright/contract'
import type { FieldErrors } from '../../../app/use-field-errors.ts'
import { groupOf, kindProblem } from './field-forms.ts'
import { isSchema, type JsonSchema } from './field-kind.ts'
import { bodyOf, type FieldDraft, keysOf, type StoredField, type TypeDraft } from './type-draft.ts'

/** What is wrong as far as can be said without the server, by JSON pointer. */
export function errorsOf(draft: TypeDraft): Map<string, string> {
  const errors = new Map<string, string>()
  const { error } = contentTypeEndpoints.create.body.safeParse({
    name: draft.name,
    ...bodyOf({ ...draft, fields: [] }),
  })
  for (const { path, message } of error?.issues ?? []) errors.set(`/${path.join('/')}`, message)
  if (draft.label.trim() === '') errors.set('/label', 'Give it a label.')
  if (draft.name === '') errors.set('/name', 'Give it a name.')
  return new Map([...errors, ...errorsAmong(draft.fields, pointerOf)])
}

/** Where the problems of a field are, as long as its name may be none: by its row. */
export function pointerOf({ row }: FieldDraft): string {
  return `/fields/${row}`
}

/** Whether every field, also in groups, has a name of its own. */
export function areNamed(fields: readonly FieldDraft[]): boolean {
  return !errorsAmong(fields, pointerOf).some(([at]) => NAME.test(at))
}

/** The problems at a field, told apart: those of the fields of its group, and its own. */
export function splitErrors(schema: JsonSchema, errors: FieldErrors) {
  const group = groupOf(schema)
  const starts = group ? Object.keys(propertiesOf(group.schema)).map(placeOf(group.at)) : []
  const all = [...errors]
  const isInner = (at: string) => starts.some(start => `${at}/`.startsWith(`${start}/`))
  const cut = group?.at.length ?? 0
  return {
    own: all.filter(([at]) => !isInner(at)),
    inner: new Map(all.filter(([at]) => isInner(at)).map(([at, text]) => [at.slice(cut), text])),
  }
}

/** Problems by their place in a schema at `root`: those of its fields at their rows, others as they are. */
export function atRows(
  root: string,
  fields: readonly FieldDraft[],
  errors: Iterable<readonly [pointer: string, message: string]>,
): Map<string, string> {
  const keys = keysOf(fields)
  const found = new Map<string, string>()
  for (const [pointer, message] of errors) {
    const [name = '', ...inner] = pointer.slice(placeOf(root)('').length).split('/')
    const field = pointer.startsWith(placeOf(root)('')) && fields[keys.indexOf(name)]
    const at = field ? [pointerOf(field), ...inner].join('/') : pointer
    if (!found.has(at)) found.set(at, message)
  }
  return found
}

/** Of what is wrong with the names of fields: wherever they are. */
const NAME = /(?:\/fields\/\d+|\/properties\/[^/]*)\/name$/

function errorsAmong<Field extends StoredField>(
  fields: readonly Field[],
  pointer: (field: Field) => string,
): [pointer: string, message: string][] {
  return fields.flatMap(field => {
    const at = pointer(field)
    const wrong = nameProblem(field, fields)
    if (wrong !== undefined) return [[`${at}/name`, wrong]]
    const problem = kindProblem(field.schema)
    return problem === undefined ? errorsOfGroup(at, field.schema) : [[at, problem]]
  })
}

function nameProblem(field: StoredField, fields: readonly StoredField[]): string | undefined {
  const name = field.name.trim()
  if (name === '') return 'Give it a name.'
  const isTwice = fields.some(other => other !== field && other.name.trim() === name)
  return isTwice
    ? 'Another field has this name.'
    : fieldName.safeParse(name).error?.issues[0]?.message
}

function errorsOfGroup(at: string, schema: JsonSchema): [pointer: string, message: string][] {
  const group = groupOf(schema)
  if (!group) return []
  const fields = Object.entries(propertiesOf(group.schema)).map(([name, part]) => ({
    name,
    schema: isSchema(part) ? part : {},
  }))
  return errorsAmong(fields, ({ name }) => placeOf(at + group.at)(name))
}

function propertiesOf({ properties }: JsonSchema): JsonSchema {
  return isSchema(properties) ? properties : {}
}

function placeOf(root: string): (name: string) => string {
  return name => `${root}/properties/${name}`
}
