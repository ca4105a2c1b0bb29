import { createHash } from 'node:crypto'

/** A place where nothing secret may be, by name. */
export type Places = Readonly<Record<string, string | Uint8Array>>

/**
 * Where secrets are found, in any form in which they usually travel: as they are, percent-encoded, in
 * hex, in base64 at any position of a longer text, or as a digest that needs no key. Names the secret,
 * the form and the place, but never the secret.
 */
export function findSecrets(secrets: ReadonlyMap<string, string>, places: Places): string[] {
  const found = new Set<string>()
  const texts = Object.entries(places).map(([place, content]): [string, string] => [
    place,
    // One byte, one character: what is searched for is turned into the same.
    typeof content === 'string' ? bytewise(content) : Buffer.from(content).toString('latin1'),
  ])
  for (const [name, secret] of secrets) {
    for (const [form, needle] of formsOf(secret)) {
      for (const [place, text] of texts) {
        if (text.includes(needle)) found.add(`${name} (${form}) in ${place}`)
      }
    }
  }
  return [...found]
}

function formsOf(secret: string): [form: string, needle: string][] {
  const bytes = Buffer.from(secret)
  const digest = createHash('sha256').update(bytes).digest()
  const forms: [string, string][] = [
    ['plain', bytewise(secret)],
    ['percent-encoded', encodeURIComponent(secret)],
    ['in JSON', bytewise(JSON.stringify(secret).slice(1, -1))],
    ['hex', bytes.toString('hex')],
    ['hex', bytes.toString('hex').toUpperCase()],
    ['SHA-256', digest.toString('hex')],
    ['SHA-256', digest.toString('base64url')],
    ['SHA-256', digest.toString('base64').replace(/=+$/, '')],
    ...[0, 1, 2].map((offset): [string, string] => ['base64', base64Core(bytes, offset)]),
  ]
  return forms.flatMap(([form, needle]): [string, string][] => [
    [form, needle],
    [form, needle.replaceAll('+', '-').replaceAll('/', '_')],
  ])
}

/** The base64 of a text that stands behind `offset` other bytes, without what the neighbours change. */
function base64Core(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  return encoded.slice(first, last)
}

function bytewise(text: string): string {
  return Buffer.from(text).toString('latin1')
}
