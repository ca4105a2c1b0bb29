import type { SearchTerm } from '../../db/search-index.ts'
import { readJson } from '../../lib/json.ts'
import type { Fields } from '../objects/object.view.ts'
import { titleIn } from '../objects/object-title.ts'
import type { ContentObjectRow } from '../objects/objects.table.ts'
import type { CompiledType } from '../types/content-type.ts'
import { textsOf } from '../types/field-values.ts'
import { type Area, areaOf } from './areas.ts'
import { wordsOf } from './words.ts'

/** What is kept of one view of an object; engines bound what they keep under one number. */
const MAX_CHARACTERS = 100_000
const MAX_WORDS = 5000
const MAX_BYTES = 60_000

/** From so many occurrences on an object is found before those that merely mention a word. */
const OFTEN = 3

/** The words of an object as one view shows it. */
interface Words {
  all: ReadonlySet<string>
  title: ReadonlySet<string>
  often: ReadonlySet<string>
}

/** The terms that an object is found by. What draft and publication have in common lies there once. */
export function termsOf(
  type: CompiledType,
  { fields, published }: Pick<ContentObjectRow, 'fields' | 'published'>,
): SearchTerm[] {
  const draft = readJson<Fields>(fields)
  if (published === null) return termsIn(type, 'draft', draft)
  if (published === fields) return termsIn(type, 'both', draft)
  return [
    ...termsIn(type, 'draft', draft),
    ...termsIn(type, 'published', readJson<Fields>(published)),
  ]
}

function termsIn(type: CompiledType, scope: Area['scope'], fields: Fields): SearchTerm[] {
  const words = wordsIn(type, fields)
  return (['all', 'title', 'often'] as const).flatMap(kind => {
    const area = areaOf({ type: type.number, scope, kind })
    return [...words[kind]].map(word => ({ area, word }))
  })
}

function wordsIn(type: CompiledType, fields: Fields): Words {
  const counts = new Map<string, number>()
  let bytes = 0
  for (const text of boundedTexts(type, fields)) {
    for (const word of wordsOf(text)) {
      const count = counts.get(word)
      if (count !== undefined) counts.set(word, count + 1)
      else if (counts.size < MAX_WORDS && bytes + byteLength(word) <= MAX_BYTES) {
        counts.set(word, 1)
        bytes += byteLength(word)
      }
    }
  }
  const title = [...wordsOf(titleIn(type, fields).slice(0, MAX_CHARACTERS))]
  return {
    all: new Set(counts.keys()),
    title: new Set(title.filter(word => counts.has(word)).slice(0, MAX_TITLE_WORDS)),
    often: new Set([...counts].flatMap(([word, count]) => (count >= OFTEN ? [word] : []))),
  }
}

const MAX_TITLE_WORDS = 100

/** The texts of an object, that of its title first, up to the bound. */
function* boundedTexts(type: CompiledType, fields: Fields): Generator<string> {
  const { titleField } = type.view
  const texts = textsOf(type, fields)
  let left = MAX_CHARACTERS
  for (const isTitle of [true, false]) {
    for (const { field, text } of texts) {
      if ((field === titleField) !== isTitle) continue
      if (left <= 0) return
      yield text.slice(0, left)
      left -= text.length
    }
  }
}

function byteLength(word: string): number {
  return Buffer.byteLength(word)
}
