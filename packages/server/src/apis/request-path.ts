/**
 * The path of a request target, without its query; undefined for one that the API behind might read
 * in another way than the routes do: dot segments, backslashes, `//`, `;`, control characters, their
 * percent-encoded forms, what is encoded twice, and percent signs that encode nothing.
 */
export function readRequestPath(target: string): string | undefined {
  const end = target.indexOf('?')
  const path = end === -1 ? target : target.slice(0, end)
  if (!path.startsWith('/') || AMBIGUOUS.test(path)) return undefined
  if (path.includes('%') && !isReadOnce(path)) return undefined
  return path
}

// A letter outside ASCII must come percent-encoded (RFC 3986), so as it stands it is not a URI.
const AMBIGUOUS = new RegExp(
  [
    '[^!$&-:=@A-Z_a-z~%]', // all that may stand in a path; left out are ; and \ and #
    '//',
    String.raw`/\.{1,2}(?:/|$)`,
    '%(?:[01][0-9a-f]|7f)', // control characters
    '%(?:2e|2f|5c|3b)', // . / \ ;
  ].join('|'),
  'i',
)

/** False for a percent sign without two digits, for bytes that are not UTF-8, and for what is encoded twice. */
function isReadOnce(path: string): boolean {
  try {
    return !/%[0-9a-f]{2}/i.test(decodeURIComponent(path))
  } catch {
    return false
  }
}
