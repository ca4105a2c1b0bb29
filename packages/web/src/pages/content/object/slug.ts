const MAX_CHARACTERS = 80

/** A name for addresses from a title: small letters, digits, single hyphens; '' where nothing is left. */
export function slugFrom(title: unknown): string {
  if (typeof title !== 'string') return ''
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_CHARACTERS)
    .replace(/^-+|-+$/g, '')
}
