import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto'

/** Versioned 256-bit keys; the highest version is current, the older ones still read. */
export type KeyVersions = ReadonlyMap<number, Uint8Array>

/** Everything done with the pepper and the master key; the keys themselves never leave it. */
export interface Keyring {
  /** HMAC-SHA-256 of a token under the current pepper, in hex, with the pepper's version. */
  digest(token: string): { digest: string; pepperVersion: number }
  /** The digests under all known peppers, the current one first. */
  digests(token: string): string[]
  readonly pepperVersion: number
  /** AES-256-GCM under the master key; `context` (a row's id) is authenticated, so a sealed text cannot be moved. */
  seal(text: string, context: string): string
  /** Opens what `seal` made; throws when anything was changed or the key is another one. */
  open(sealed: string, context: string): string
  /** HMAC-SHA-256 under a key derived from the current master key, as `version.hex`. */
  mac(text: string, purpose: string): string
  /** Whether `mac` made this code for this text, with any known master key. */
  checkMac(text: string, purpose: string, mac: string): boolean
  /** One-way values by `pepper.N` and `master.N`: stored in the database and compared at start. */
  fingerprints(): Record<string, string>
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Makes a keyring; the randomness is for the nonces (NIST SP 800-38D: 96 random bits). */
export function createKeyring(
  keys: { masterKeys: KeyVersions; peppers: KeyVersions },
  randomBytes: (size: number) => Uint8Array,
): Keyring {
  const { masterKeys, peppers } = keys
  const pepperVersion = newest(peppers)
  const masterVersion = newest(masterKeys)
  const pepperOrder = [...peppers.keys()].sort((a, b) => b - a)
  const sealKeys = new Map([...masterKeys].map(([v, key]) => [v, derive(key, 'keywright seal v1')]))

  function hmac(version: number, token: string): string {
    return createHmac('sha256', read(peppers, version)).update(token).digest('hex')
  }

  function macWith(version: number, text: string, purpose: string): string {
    const key = derive(read(masterKeys, version), `keywright mac ${purpose}`)
    return `${version}.${createHmac('sha256', key).update(text).digest('hex')}`
  }

  return {
    pepperVersion,
    digest: token => ({ digest: hmac(pepperVersion, token), pepperVersion }),
    digests: token => pepperOrder.map(version => hmac(version, token)),
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', read(sealKeys, masterVersion), nonce)
      cipher.setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${masterVersion}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, context) {
      const dot = sealed.indexOf('.')
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url')
      const nonce = bytes.subarray(0, NONCE_BYTES)
      const key = read(sealKeys, Number(sealed.slice(0, dot)))
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    },
    mac: (text, purpose) => macWith(masterVersion, text, purpose),
    checkMac(text, purpose, mac) {
      const version = Number(mac.split('.')[0])
      if (!masterKeys.has(version)) return false
      const expected = Buffer.from(macWith(version, text, purpose))
      const given = Buffer.from(mac)
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
    fingerprints: () => ({
      ...Object.fromEntries([...peppers.keys()].map(v => [`pepper.${v}`, hmac(v, 'fingerprint')])),
      ...Object.fromEntries(
        [...masterKeys.keys()].map(v => [`master.${v}`, macWith(v, 'fingerprint', 'fingerprint')]),
      ),
    }),
  }
}

function newest(keys: KeyVersions): number {
  return Math.max(...keys.keys())
}

function read(keys: KeyVersions, version: number): Uint8Array {
  const key = keys.get(version)
  if (!key) throw new Error(`The key file lacks version ${version}`)
  return key
}

function derive(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', purpose, 32))
}
