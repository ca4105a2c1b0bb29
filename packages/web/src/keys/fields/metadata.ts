import { type KeyMetadata, metadata } from '@keywright/contract'

/** One entry of the metadata as it is typed; `id` tells rows apart. */
export interface Entry {
  id: number
  name: string
  value: string
}

/** The entries of a key's metadata; texts that look like something else stand in quotes. */
export function entriesOf(metadata: KeyMetadata): Entry[] {
  return Object.entries(metadata).map(([name, value], id) => ({
    id,
    name,
    value: writeValue(value),
  }))
}

/** The entries that have a name or a value, as they are sent. */
export function metadataOf(entries: readonly Entry[]): KeyMetadata {
  return Object.fromEntries(
    filled(entries).map(({ name, value }) => [name.trim(), readValue(value)]),
  )
}

/** What is wrong with each entry, by its id. */
export function metadataProblems(entries: readonly Entry[]): Map<number, string> {
  const names = new Set<string>()
  const problems = new Map<number, string>()
  for (const entry of filled(entries)) {
    const name = entry.name.trim()
    const parsed = metadata.safeParse({ [name]: readValue(entry.value) })
    if (name === '') problems.set(entry.id, 'Give it a name.')
    else if (names.has(name)) problems.set(entry.id, 'There is an entry of this name already.')
    else if (!parsed.success) problems.set(entry.id, sentence(parsed.error.issues[0]))
    names.add(name)
  }
  return problems
}

function filled(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ name, value }) => name.trim() !== '' || value !== '')
}

function sentence(issue: { path: PropertyKey[]; code: string } | undefined): string {
  return issue?.code === 'invalid_key'
    ? 'A name has 1 to 64 of letters, digits, _ . and -'
    : 'A value has 500 characters at most.'
}

function writeValue(value: KeyMetadata[string]): string {
  return typeof value === 'string' && readValue(value) === value ? value : JSON.stringify(value)
}

function readValue(text: string): KeyMetadata[string] {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
    // A long number is more exact as it stands.
    return typeof value === 'number' && String(value) === text ? value : text
  } catch {
    return text
  }
}
