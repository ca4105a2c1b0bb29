/** Longest word kept; longer ones are found by their beginning. */
const MAX_TERM = 64
const MAX_TERMS = 40

/** The words that find a key: of its name, the token prefix, and the last four of its secrets. */
export function termsOf(key: {
  name: string
  secrets: readonly { prefix: string; last_four: string }[]
}): string[] {
  const terms = new Set(splitWords(key.name).slice(0, MAX_TERMS))
  for (const secret of key.secrets) {
    terms.add(secret.prefix)
    terms.add(secret.last_four.toLowerCase())
  }
  return [...terms]
}

/** The words of a name or of what somebody typed into a search field. */
export function splitWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
    .map(word => word.slice(0, MAX_TERM))
}
