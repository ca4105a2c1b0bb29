import { isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'

/** What nobody knows. */
const UNKNOWN = 'application/octet-stream'

/** Texts of any kind, pages among them: shown as what is written, never as what it means. */
const TEXT = 'text/plain'

const SVG = 'image/svg+xml'

/** What browsers show by themselves, and what can do nothing but be shown. */
const SHOWN = /^(image|audio|video)\/|^application\/pdf$/

/** Images that variants are made of. */
const VARIABLE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

/** The media type of a file by its first bytes; what its sender or its name says counts for nothing. */
export async function sniffType(head: Uint8Array, isWhole: boolean): Promise<string> {
  const found = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime
  // A text that begins like XML may be an image, or a page; the other types cannot be written by hand.
  if (found !== undefined && !/\bxml$|^text\//.test(found)) return found
  const text = readText(head, isWhole)
  if (text === undefined) return UNKNOWN
  return SVG_ROOT.test(text) ? SVG : TEXT
}

/** Whether a browser shows such a file; all others are handed over as downloads. */
export function isShown(type: string): boolean {
  return SHOWN.test(type) && type !== SVG
}

/** Whether there are variants of such an image. */
export function isVariable(type: string): boolean {
  return VARIABLE.has(type)
}

/** How the type is told to browsers: texts are UTF-8, as was seen. */
export function contentType(type: string): string {
  return type === TEXT ? `${TEXT}; charset=utf-8` : type
}

/** The root element, after what may stand before it: a declaration, comments, a document type. */
const SVG_ROOT =
  /^\ufeff?\s*(?:(?:<\?[^>]*>|<!--(?:(?!-->).)*-->|<!(?!--)[^>]*>)\s*){0,50}<(?:[a-z]{1,20}:)?svg[\s>/]/is

/** UTF-8 without the control characters that texts do not have; undefined for anything else. */
function readText(head: Uint8Array, isWhole: boolean): string | undefined {
  // The cut may go through a character, which has at most four bytes.
  const ends = isWhole ? [0] : [0, 1, 2, 3]
  const cut = ends.find(end => isUtf8(head.subarray(0, head.length - end)))
  if (cut === undefined) return undefined
  const text = Buffer.from(head.subarray(0, head.length - cut)).toString('utf8')
  return /[^\P{Cc}\n\r\t\f]/u.test(text) ? undefined : text
}
