/**
 * Whether both databases give a text back as it was: Postgres takes no U+0000, and half of a
 * surrogate pair becomes another character on its way.
 */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}
