import type { KeyMetadata } from '@keywright/contract'

/** Metadata as lines of `name = value`; texts that look like something else stand in quotes. */
export function writeMetadata(metadata: KeyMetadata): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name} = ${writeValue(value)}`)
    .join('\n')
}

/** The metadata that lines of `name = value` say, or what is wrong with them. */
export function readMetadata(
  text: string,
): { metadata: Record<string, unknown> } | { problem: string } {
  const metadata = new Map<string, unknown>()
  for (const line of linesOf(text)) {
    const [, name, value] = /^([^=]*?)\s*=\s*(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) {
      return { problem: 'expected one name = value per line' }
    }
    if (metadata.has(name)) return { problem: `“${name}” is given twice` }
    metadata.set(name, readValue(value))
  }
  return { metadata: Object.fromEntries(metadata) }
}

/** The lines of a text that are not empty, trimmed. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
}

function writeValue(value: KeyMetadata[string]): string {
  const isPlain = typeof value === 'string' && value === value.trim() && !value.includes('\n')
  return isPlain && readValue(value) === value ? value : JSON.stringify(value)
}

function readValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? text : value
  } catch {
    return text
  }
}
