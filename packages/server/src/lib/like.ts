/** The escape character of the patterns that `likePattern` makes: write `like … escape '!'`. */
const ESCAPE = '!'

/** A LIKE pattern that finds a text anywhere; `%` and `_` in it stand for themselves. */
export function likePattern(text: string): string {
  // No engine stores a NUL, and Postgres does not even take one in a question.
  const searchable = text.replaceAll('\0', '')
  return `%${searchable.replace(/[!%_]/g, character => ESCAPE + character)}%`
}
