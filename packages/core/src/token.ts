import { CRC32_START, crc32, finishCrc32, updateCrc32 } from './crc32.ts'

/** A source of random bytes: returns exactly as many as it is asked for. */
export type RandomBytes = (length: number) => Uint8Array

/** What may be shown of a token. */
export interface TokenParts {
  readonly prefix: string
  readonly lastFour: string
}

/** The source of a regular expression that finds tokens by shape, for scanners and redaction. */
export const TOKEN_PATTERN = '[a-z0-9]{2,16}_[0-9A-Za-z]{49}'

/**
 * Makes a token: the prefix, `_`, 43 base62 characters (256 bits) and 6 that are the CRC-32 of all
 * before them. Throws `RangeError` for a prefix that is none, or a source that gives too little.
 */
export function createToken(prefix: string, randomBytes: RandomBytes): string {
  if (!isTokenPrefix(prefix)) throw new RangeError('A token prefix is 2 to 16 of a-z and 0-9.')
  const unsigned = `${prefix}_${randomBase62(SECRET_LENGTH, randomBytes)}`
  return unsigned + checksum(unsigned)
}

/** True for a text with the shape and the checksum of a token; one pass that allocates nothing. */
export function isWellFormedToken(text: string): boolean {
  const secretStart = text.length - TAIL_LENGTH
  const underscore = secretStart - 1
  if (underscore < MIN_PREFIX || underscore > MAX_PREFIX) return false
  if (text.charCodeAt(underscore) !== UNDERSCORE) return false
  let crc = CRC32_START
  for (let index = 0; index < underscore; index++) {
    const code = text.charCodeAt(index)
    if (!isPrefixCode(code)) return false
    crc = updateCrc32(crc, code)
  }
  crc = updateCrc32(crc, UNDERSCORE)
  const checksumStart = secretStart + SECRET_LENGTH
  for (let index = secretStart; index < checksumStart; index++) {
    const code = text.charCodeAt(index)
    if (digitOf(code) === NO_DIGIT) return false
    crc = updateCrc32(crc, code)
  }
  return finishCrc32(crc) === parseChecksum(text, checksumStart)
}

/** The parts of a well-formed token that may be shown; undefined for any other text. */
export function parseToken(text: string): TokenParts | undefined {
  if (!isWellFormedToken(text)) return undefined
  return { prefix: text.slice(0, -TAIL_LENGTH - 1), lastFour: text.slice(-4) }
}

/** True for 2 to 16 characters of a-z and 0-9. */
export function isTokenPrefix(text: string): boolean {
  return /^[a-z0-9]{2,16}$/.test(text)
}

/** A token as it may be shown: `kw_…x7Qd`. */
export function maskToken(prefix: string, lastFour: string): string {
  return `${prefix}_…${lastFour}`
}

/**
 * The text with everything that has the shape of a token replaced by its mask. The checksum is not
 * asked, because a token with a slip of the pen is still almost the secret.
 */
export function maskTokensIn(text: string): string {
  if (!text.includes('_')) return text
  return text.replace(ANY_TOKEN, token =>
    maskToken(token.slice(0, -TAIL_LENGTH - 1), token.slice(-4)),
  )
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = ALPHABET.length
const SECRET_LENGTH = 43
const CHECKSUM_LENGTH = 6
const TAIL_LENGTH = SECRET_LENGTH + CHECKSUM_LENGTH
const MIN_PREFIX = 2
const MAX_PREFIX = 16
const UNDERSCORE = 0x5f
const NO_DIGIT = 255
const ANY_TOKEN = new RegExp(TOKEN_PATTERN, 'g')

const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = ALPHABET.indexOf(String.fromCharCode(code))
  return digit === -1 ? NO_DIGIT : digit
})

/** Bytes from here on would make the first characters of the alphabet more likely, so they are dropped. */
const UNBIASED_BYTES = 256 - (256 % BASE)

function digitOf(code: number): number {
  return code < 128 ? (DIGITS[code] ?? NO_DIGIT) : NO_DIGIT
}

/** The number that the rest of the text writes in base62; -1, which is no checksum, for another text. */
function parseChecksum(text: string, start: number): number {
  let value = 0
  for (let index = start; index < text.length; index++) {
    const digit = digitOf(text.charCodeAt(index))
    if (digit === NO_DIGIT) return -1
    value = value * BASE + digit
  }
  return value
}

function isPrefixCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
}

function randomBase62(length: number, randomBytes: RandomBytes): string {
  let text = ''
  while (text.length < length) {
    const wanted = length - text.length
    const bytes = randomBytes(wanted)
    if (bytes.length !== wanted) throw new RangeError('The random source gave too few bytes.')
    for (const byte of bytes) {
      if (byte < UNBIASED_BYTES) text += ALPHABET.charAt(byte % BASE)
    }
  }
  return text
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    digits = ALPHABET.charAt(rest % BASE) + digits
    rest = Math.floor(rest / BASE)
  }
  return digits
}
