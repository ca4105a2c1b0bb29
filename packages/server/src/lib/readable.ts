/** 0, 1, i, l and o are left out: what is left can be read out and typed without a mistake. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUP_LENGTH = 4

/** Bytes from here on would make the first characters of the alphabet more likely, so they are dropped. */
const UNBIASED_BYTES = 256 - (256 % ALPHABET.length)

/**
 * A random text for people, in groups of four as in `k7wq-4mzp-x2ha`: 19.8 bits per group.
 */
export function readableText(groups: number, randomBytes: (size: number) => Uint8Array): string {
  const length = groups * GROUP_LENGTH
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < UNBIASED_BYTES) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text.match(/.{4}/g)?.join('-') ?? ''
}
