/** A stretch of a text that is written without a break, and the words that it stands for. */
export interface Piece {
  start: number
  end: number
  words: readonly string[]
}

/** Longer words are cut, in what is kept and in what is looked for alike. */
const MAX_WORD = 64

/** Scripts that put no space between words: there every character is a word. */
const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]`
const PIECE = new RegExp(String.raw`${UNSPACED}\p{M}*|(?:(?!${UNSPACED})[\p{L}\p{N}\p{M}])+`, 'gu')
const ASCII = /^[\0-\x7f]*$/

/** The stretches of letters and digits of a text, in their order. */
export function* piecesOf(text: string): Generator<Piece> {
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    yield { start: index, end: index + piece.length, words: wordsIn(piece) }
  }
}

/** The words of a text in their order, each as often as it occurs. */
export function* wordsOf(text: string): Generator<string> {
  for (const [piece] of text.matchAll(PIECE)) yield* wordsIn(piece)
}

/** What is looked for in a text: whole words, and one that may go on. */
export interface SoughtWords {
  /** Each once; may be empty. */
  whole: readonly string[]
  /** The last word that was typed; undefined where there is none at all. */
  last: string | undefined
}

/** More words than these are left out of what is looked for. */
const MAX_SOUGHT = 20

/** Reads what somebody typed: any text is good, whatever signs are in it. */
export function readSought(text: string): SoughtWords {
  const words = [...wordsOf(text)].slice(0, MAX_SOUGHT)
  const last = words.pop()
  return { whole: [...new Set(words)], last }
}

/** Whether a word of a text is one of those looked for. */
export function isSought(word: string, { whole, last }: SoughtWords): boolean {
  return whole.includes(word) || (last !== undefined && word.startsWith(last))
}

/** Letters without case and marks: what looks alike to who searches becomes the same. */
function wordsIn(piece: string): string[] {
  if (ASCII.test(piece)) return [piece.toLowerCase().slice(0, MAX_WORD)]
  const folded = piece
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replaceAll('ς', 'σ')
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).map(cut)
}

/** By characters: half of a surrogate pair is no text that a database takes. */
function cut(word: string): string {
  return word.length <= MAX_WORD ? word : [...word].slice(0, MAX_WORD).join('')
}
