/** A JSON text that was read, with the line of every value by its JSON pointer. */
export interface JsonText {
  value: unknown
  lines: ReadonlyMap<string, number>
}

/** What is wrong with a JSON text, and in which of its lines, counted from 1. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError'
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

const MAX_LEVELS = 64

/**
 * Reads JSON as `JSON.parse` does, which says in few browsers where a text is wrong, and loses what
 * stands twice under one name without a word. Throws JsonTextError.
 */
export function readJsonText(text: string): JsonText {
  const lines = new Map<string, number>()
  let at = 0
  let counted = 0
  let line = 1

  /** Lines are counted once, as values are met in their order. */
  function lineAt(offset: number): number {
    for (; counted < offset; counted++) if (text[counted] === '\n') line++
    return line
  }

  function fail(message: string): never {
    throw new JsonTextError(message, lineAt(at))
  }

  function skip() {
    while (/\s/.test(text[at] ?? '')) at++
  }

  function readValue(pointer: string, levels: number): unknown {
    skip()
    if (levels > MAX_LEVELS) fail('Too many levels.')
    lines.set(pointer, lineAt(at))
    if (text[at] === '{') return readObject(pointer, levels)
    if (text[at] === '[') return readList(pointer, levels)
    if (text[at] === '"') return readText()
    return readWord()
  }

  function readObject(pointer: string, levels: number): Record<string, unknown> {
    const members = new Map<string, unknown>()
    readMembers('}', () => {
      skip()
      if (text[at] !== '"') fail('Expected a name in double quotes.')
      const name = readText()
      if (members.has(name)) fail(`"${name}" stands here twice.`)
      skip()
      if (text[at] !== ':') fail(`Expected a colon after "${name}".`)
      at++
      members.set(name, readValue(`${pointer}/${escaped(name)}`, levels + 1))
    })
    return Object.fromEntries(members)
  }

  function readList(pointer: string, levels: number): unknown[] {
    const items: unknown[] = []
    readMembers(']', () => {
      items.push(readValue(`${pointer}/${items.length}`, levels + 1))
    })
    return items
  }

  /** What stands between brackets, with commas in between. */
  function readMembers(end: string, readOne: () => void) {
    at++
    skip()
    if (text[at] === end) {
      at++
      return
    }
    for (;;) {
      readOne()
      skip()
      const sign = text[at]
      if (sign !== ',' && sign !== end) fail(`Expected a comma or ${end}.`)
      at++
      if (sign === end) return
      skip()
      if (text[at] === end) fail(`There is a comma too many before ${end}.`)
    }
  }

  function readText(): string {
    const [literal] = /^"(?:[^"\\\n]|\\.)*"/.exec(text.slice(at)) ?? fail('This text has no end.')
    return readLiteral<string>(literal)
  }

  function readWord(): unknown {
    const [literal] = /^[^\s,:{}[\]"]+/.exec(text.slice(at)) ?? fail('Expected a value.')
    return readLiteral(literal)
  }

  function readLiteral<T>(literal: string): T {
    try {
      const value: T = JSON.parse(literal)
      at += literal.length
      return value
    } catch {
      return fail(`${literal.slice(0, 40)} is no value of JSON.`)
    }
  }

  const value = readValue('', 0)
  skip()
  if (at < text.length) fail('Expected the end of the text.')
  return { value, lines }
}

/** The line of a pointer, or of the nearest thing around it. */
export function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number | undefined {
  for (let part = pointer; ; part = part.slice(0, part.lastIndexOf('/'))) {
    const line = lines.get(part)
    if (line !== undefined || part === '') return line
  }
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
