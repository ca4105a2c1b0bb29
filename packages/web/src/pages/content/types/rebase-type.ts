import type { FieldDraft, TypeDraft } from './type-draft.ts'

/** A draft on the ground of what others saved meanwhile. */
export interface RebasedDraft {
  draft: TypeDraft
  /** What both changed, and not alike: it stands as it does in the draft. */
  contested: string[]
}

/** Takes over what others changed since `base`; what was changed in `mine` stays as it is there. */
export function rebaseType(base: TypeDraft, mine: TypeDraft, theirs: TypeDraft): RebasedDraft {
  const contested: string[] = []

  function pick<Value>(what: string, values: readonly [base: Value, mine: Value, theirs: Value]) {
    const [before, own, other] = values
    if (isEqual(own, before)) return other
    if (!isEqual(other, before) && !isEqual(other, own)) contested.push(what)
    return own
  }

  function field(theirField: FieldDraft): FieldDraft[] {
    const { name, stored } = theirField
    const before = base.fields.find(one => one.name === name)
    const own = mine.fields.find(one => (one.stored?.name ?? one.name) === name)
    if (!before && !own) return [theirField]
    if (!own) {
      if (!isEqual(said(theirField), before && said(before))) contested.push(name)
      return []
    }
    const row = { row: own.row, stored }
    const picked = pick(name, [before && said(before), said(own), said(theirField)] as const)
    return [{ ...row, ...(picked ?? said(own)) }]
  }

  const kept = theirs.fields.flatMap(field)
  const added = mine.fields.flatMap((own): FieldDraft[] => {
    if (kept.some(({ row }) => row === own.row)) return []
    if (own.stored === null) return [own]
    const before = base.fields.find(({ name }) => name === own.stored?.name)
    if (before && isEqual(said(own), said(before))) return []
    contested.push(own.name)
    return [{ ...own, stored: null }]
  })
  const draft = {
    name: theirs.name,
    label: pick('the label', [base.label, mine.label, theirs.label]),
    description: pick('the description', [base.description, mine.description, theirs.description]),
    titleField: pick('the title field', [base.titleField, mine.titleField, theirs.titleField]),
    slugField: pick('the slug field', [base.slugField, mine.slugField, theirs.slugField]),
    fields: inOrder(base, mine, [...kept, ...added]),
    rest: pick('the rest of the schema', [base.rest, mine.rest, theirs.rest]),
  }
  return { draft, contested }
}

/** What a field says, whichever row it is. */
function said({ name, required, schema }: FieldDraft) {
  return { name: name.trim(), required, schema }
}

/** Where somebody moved fields, theirs come last; else those that are new in `mine` do. */
function inOrder(base: TypeDraft, mine: TypeDraft, fields: readonly FieldDraft[]): FieldDraft[] {
  const places = mine.fields.map(one =>
    base.fields.findIndex(({ name }) => name === one.stored?.name),
  )
  const order = places.map(place => (place < 0 ? base.fields.length : place))
  if (order.every((place, index) => place >= (order[index - 1] ?? 0))) return [...fields]
  const rows = mine.fields.map(({ row }) => row)
  const rank = ({ row }: FieldDraft) => (rows.includes(row) ? rows.indexOf(row) : rows.length)
  return fields.toSorted((one, other) => rank(one) - rank(other))
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
