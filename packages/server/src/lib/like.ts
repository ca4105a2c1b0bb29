/**
 * LIKE patterns (with `\` as the escape) that find a text anywhere in a column folded to lower case
 * in ASCII only, which is all that every engine folds alike: other letters are looked for in lower
 * case, in upper case, as they begin a name, and as they were typed.
 */
export function likePatterns(text: string): string[] {
  // Nothing stored has a NUL, and Postgres does not even take one in a question.
  const searchable = text.replaceAll('\0', '')
  const lower = searchable.toLowerCase()
  const title = lower.replace(/(?<!\p{L})\p{L}/gu, letter => letter.toUpperCase())
  const spellings = [lower, searchable.toUpperCase(), title, searchable].map(foldAscii)
  return [...new Set(spellings)].map(spelling => `%${spelling.replace(/[\\%_]/g, '\\$&')}%`)
}

/** In small letters as every engine makes them: of A to Z alone. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}
