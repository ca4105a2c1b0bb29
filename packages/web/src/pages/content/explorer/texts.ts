import { type DocumentNode, Kind, Lexer, parse, print, Source, TokenKind } from 'graphql'

/** The names of the operations in a text; none where it does not parse. */
export function operationsIn(query: string): string[] {
  const document = tryParse(query)
  return (document?.definitions ?? []).flatMap(definition =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
  )
}

/** A text with its lines laid out; undefined where it does not parse. */
export function formatQuery(query: string): { text: string; lostComments: boolean } | undefined {
  const document = tryParse(query)
  return document && { text: `${print(document)}\n`, lostComments: hasComments(query) }
}

/** JSON with its lines laid out; what is none stays as it is. */
export function formatJson(text: string): string {
  try {
    return text.trim() === '' ? '' : JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** The variables of a text: nothing, or a JSON object. */
export function readVariables(
  text: string,
): { ok: true; value: Record<string, unknown> | undefined } | { ok: false; message: string } {
  if (text.trim() === '') return { ok: true, value: undefined }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, value: { ...value } }
    }
    return { ok: false, message: 'Write them as in { "id": "ann" }.' }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : '' }
  }
}

function tryParse(query: string): DocumentNode | undefined {
  try {
    return parse(query)
  } catch {
    return undefined
  }
}

function hasComments(query: string): boolean {
  const lexer = new Lexer(new Source(query))
  // The lexer steps over comments, but keeps them between what it finds.
  for (let token = lexer.advance(); ; token = lexer.advance()) {
    if (token.prev?.kind === TokenKind.COMMENT) return true
    if (token.kind === TokenKind.EOF) return false
  }
}
