/** A range of addresses, written canonically: host bits zero, lower case, RFC 5952. */
export interface Cidr {
  readonly family: 4 | 6
  readonly prefixLength: number
  /** `10.0.0.0/8`, `2001:db8::/32`; one address is a `/32` or `/128`. */
  readonly text: string
}

/** True for an address inside the list; false for any other address and for a text that is none. */
export type IpMatcher = (ip: string) => boolean

/**
 * Reads an address or a CIDR range of IPv4 or IPv6; undefined for anything else. Host bits are
 * cleared. IPv4 written as IPv6 (`::ffff:10.0.0.1`) becomes IPv4. Zone identifiers are refused.
 */
export function parseCidr(text: string): Cidr | undefined {
  const range = parseRange(text)
  if (range === undefined) return undefined
  const { words, prefixLength } = range
  return {
    family: words.length === 1 ? 4 : 6,
    prefixLength,
    text: `${formatWords(words)}/${prefixLength}`,
  }
}

/** The canonical spelling of one address (IPv4-mapped IPv6 as IPv4); undefined for anything else. */
export function canonicalIp(text: string): string | undefined {
  // There is only one way to write an IPv4 address that is read here.
  if (!text.includes(':')) return parseV4(text) && text
  const words = parseAddress(text)
  return words && formatWords(words)
}

/**
 * Compiles an allow-list once, to be asked many times. An empty list lets nobody through. A range of
 * one family never matches the other: `::/0` is every IPv6 address and no IPv4 address.
 * Throws `RangeError` for an entry that `parseCidr` does not read.
 */
export function compileIpAllow(list: readonly string[]): IpMatcher {
  const ranges = list.map(text => {
    const range = parseRange(text)
    if (range === undefined) throw new RangeError('An allowed address is an IP address or a CIDR.')
    return range
  })
  return ip => {
    const words = parseAddress(ip)
    return words !== undefined && ranges.some(range => contains(range, words))
  }
}

/** An address as 32-bit words, most significant first: one for IPv4, four for IPv6. */
type Words = readonly number[]

interface Range {
  readonly words: Words
  readonly masks: Words
  readonly prefixLength: number
}

const MAPPED_BITS = 96
const PREFIX_LENGTH = /^(?:0|[1-9][0-9]{0,2})$/
const ZERO = 0x30
const DOT = 0x2e - ZERO
const NO_OCTET = -1
const GROUP = /^[0-9A-Fa-f]{1,4}$/
const MAX_TEXT_LENGTH = 49

function contains({ words, masks }: Range, address: Words): boolean {
  return (
    words.length === address.length &&
    words.every((word, index) => ((address[index] ?? 0) & (masks[index] ?? 0)) === word)
  )
}

function parseRange(text: string): Range | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined
  const slash = text.indexOf('/')
  const literal = slash === -1 ? text : text.slice(0, slash)
  const words = literal.includes(':') ? parseV6(literal) : parseV4(literal)
  if (words === undefined) return undefined
  const size = words.length * 32
  const suffix = slash === -1 ? String(size) : text.slice(slash + 1)
  if (!PREFIX_LENGTH.test(suffix) || Number(suffix) > size) return undefined
  return createRange(words, Number(suffix))
}

function createRange(words: Words, prefixLength: number): Range {
  const mapped = mappedV4(words)
  if (mapped !== undefined && prefixLength >= MAPPED_BITS) {
    return createRange([mapped], prefixLength - MAPPED_BITS)
  }
  const masks = words.map((_, index) => maskWord(prefixLength - index * 32))
  return { words: words.map((word, index) => word & (masks[index] ?? 0)), masks, prefixLength }
}

function maskWord(bits: number): number {
  if (bits <= 0) return 0
  return bits >= 32 ? -1 : -1 << (32 - bits)
}

function parseAddress(text: string): Words | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined
  if (!text.includes(':')) return parseV4(text)
  const words = parseV6(text)
  const mapped = words && mappedV4(words)
  return mapped === undefined ? words : [mapped]
}

function mappedV4([first, second, third, fourth]: Words): number | undefined {
  return first === 0 && second === 0 && third === 0xffff ? fourth : undefined
}

/** Leading zeros are refused: some systems read them as octal, and then two readers disagree. */
function parseV4(text: string): Words | undefined {
  let word = 0
  let octet = NO_OCTET
  let dots = 0
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - ZERO
    if (digit === DOT) {
      if (octet === NO_OCTET || ++dots > 3) return undefined
      word = (word << 8) | octet
      octet = NO_OCTET
    } else {
      if (digit < 0 || digit > 9 || octet === 0) return undefined
      octet = octet === NO_OCTET ? digit : octet * 10 + digit
      if (octet > 255) return undefined
    }
  }
  return dots === 3 && octet !== NO_OCTET ? [(word << 8) | octet] : undefined
}

function parseV6(text: string): Words | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = parseGroups(halves[1] ?? '', true)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return [0, 2, 4, 6].map(index => ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0))
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address where the text ends there. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    const v4 = isEnd && index === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined
    if (v4?.[0] !== undefined) groups.push(v4[0] >>> 16, v4[0] & 0xffff)
    else if (GROUP.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

function formatWords(words: Words): string {
  const [word = 0] = words
  if (words.length === 1) return [24, 16, 8, 0].map(shift => (word >>> shift) & 255).join('.')
  const groups = words.flatMap(part => [(part >>> 16).toString(16), (part & 0xffff).toString(16)])
  const { start, length } = longestZeros(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 }
  let length = 0
  for (const [index, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0
    if (length > longest.length) longest = { start: index - length + 1, length }
  }
  return longest
}
