/** The content type of the measurement of search, as it is stored. */
export const ARTICLE = {
  name: 'article',
  label: 'Article',
  description: '',
  title_field: 'title',
  slug_field: null,
  field_order: '["title","body"]',
  schema: JSON.stringify({
    type: 'object',
    properties: { title: { type: 'string' }, body: { type: 'string' } },
    required: ['title'],
    additionalProperties: false,
  }),
} as const

/** How many different words there are. */
export const VOCABULARY = 20_000
const BODY_WORDS = 150
const SYLLABLES = [
  'ba',
  'co',
  'di',
  'fe',
  'gu',
  'la',
  'mo',
  'ni',
  'pe',
  'ru',
  'sa',
  'to',
  'vi',
  'za',
]

/** The word with this number: the smaller the number, the more objects have it. */
export function wordAt(number: number): string {
  let word = ''
  for (let left = number + SYLLABLES.length; left > 0; ) {
    word += SYLLABLES[left % SYLLABLES.length]
    left = Math.floor(left / SYLLABLES.length)
  }
  return word
}

/** The fields of the object with this number: about a page of text, as words are spread in texts. */
export function articleAt(index: number): { title: string; body: string } {
  const random = createRandom(index)
  const some = (count: number) =>
    Array.from({ length: count }, () => wordAt(Math.floor(VOCABULARY * random() ** 4)))
  // `everywhere` is in every object, `headline` in every title, `seldom` in one of a thousand.
  const rare = index % 1000 === 7 ? ['seldom'] : []
  return {
    title: ['headline', ...some(4)].join(' '),
    body: ['everywhere', ...some(BODY_WORDS), ...rare, `n${index}`].join(' '),
  }
}

/** Numbers from 0 to 1 that look like chance, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
