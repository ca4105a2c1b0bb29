import { isSought, type Piece, piecesOf, type SoughtWords } from './words.ts'

/** A part of an excerpt, as plain text. */
export interface Highlight {
  text: string
  match: boolean
}

/** Characters of an excerpt, and of what stands before the first match in it. */
const EXCERPT = 200
const BEFORE = 60

/** How far the texts of one object are looked through for a match, and its title, in characters. */
export const LOOKED_THROUGH = 20_000
/** Each text costs as much as so many characters. */
const TEXT_COST = 20

/**
 * An excerpt around the first match in the first text that has one, or in the title if none has, else
 * the beginning of the first text; in pieces, of which those are marked that match. Empty where there
 * is no text. `most` characters of the texts are looked through.
 */
export function highlight(
  texts: readonly string[],
  sought: SoughtWords,
  title = '',
  most = LOOKED_THROUGH,
): Highlight[] {
  let left = most
  for (const text of texts) {
    if (left <= 0) break
    const start = firstMatch(text.slice(0, left), sought)
    if (start !== undefined) return excerpt(text, start, sought)
    left -= text.length + TEXT_COST
  }
  const start = firstMatch(title.slice(0, LOOKED_THROUGH), sought)
  if (start !== undefined) return excerpt(title, start, sought)
  const first = [...texts, title].find(text => text.trim() !== '')
  return first === undefined ? [] : excerpt(first, 0, sought)
}

function firstMatch(text: string, sought: SoughtWords): number | undefined {
  for (const piece of piecesOf(text)) {
    if (matches(piece, sought)) return piece.start
  }
  return undefined
}

function excerpt(text: string, match: number, sought: SoughtWords): Highlight[] {
  const start = match <= BEFORE ? 0 : wordStart(text, match - BEFORE, match)
  const end = start + EXCERPT >= text.length ? text.length : wordEnd(text, start + EXCERPT, match)
  const part = text.slice(start, end)
  const pieces: Highlight[] = []
  let done = 0
  for (const piece of piecesOf(part)) {
    if (!matches(piece, sought)) continue
    pieces.push({ text: part.slice(done, piece.start), match: false })
    pieces.push({ text: part.slice(piece.start, piece.end), match: true })
    done = piece.end
  }
  pieces.push({ text: part.slice(done), match: false })
  if (start > 0) pieces.unshift({ text: '…', match: false })
  if (end < text.length) pieces.push({ text: '…', match: false })
  return joined(pieces)
}

function matches({ words }: Piece, sought: SoughtWords): boolean {
  return words.some(word => isSought(word, sought))
}

/** The first place from `at` on where a word begins, at most `match`. */
function wordStart(text: string, at: number, match: number): number {
  const space = text.slice(at, match).search(/\s/u)
  return space === -1 ? whole(text, at) : at + space + 1
}

/** The last place up to `at` where a word ended after the match begins, else `at`. */
function wordEnd(text: string, at: number, match: number): number {
  const space = text.slice(match, at).search(/\s\S*$/u)
  return space <= 0 ? whole(text, at) : match + space
}

/** Never between the halves of a surrogate pair. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

/** Neighbours of one kind as one, white space as one space, and nothing empty. */
function joined(pieces: readonly Highlight[]): Highlight[] {
  const result: Highlight[] = []
  for (const { text, match } of pieces) {
    const last = result.at(-1)
    const plain = text.replace(/\s+/gu, ' ')
    if (plain === '') continue
    if (last && last.match === match) last.text += plain
    else result.push({ text: plain, match })
  }
  return result
}
