const MAX_CHARACTERS = 80

/** Letters of Latin alphabets that are no letter with a mark (NFKD leaves them), as they are written without. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
}

/** A name for addresses from a title: small letters, digits, single hyphens; '' where nothing is left. */
export function slugFrom(title: unknown): string {
  if (typeof title !== 'string') return ''
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f']/g, '')
    .replace(/[ßæœøłđðþħıŋŧ]/g, letter => PLAIN[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_CHARACTERS)
    .replace(/^-+|-+$/g, '')
}
