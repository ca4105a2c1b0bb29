import { Secret, TOTP } from 'otpauth'

/** RFC 6238 with what every authenticator app understands; a code works one step early or late. */
const PERIOD_SECONDS = 30
const SECRET_BYTES = 20
const ALGORITHM = { algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS, issuer: 'Keywright' }
const WINDOW_STEPS = 1

/** A new secret in base32 (RFC 4226 section 4 recommends 160 bits). */
export function createTotpSecret(randomBytes: (size: number) => Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(randomBytes(SECRET_BYTES)).buffer }).base32
}

/** The `otpauth:` address that authenticator apps read, mostly as a QR code. */
export function totpUri(secret: string, email: string): string {
  return new TOTP({ ...ALGORITHM, label: email, secret }).toString()
}

/** The time step that a code belongs to; undefined for a code that is wrong now. `now` in milliseconds. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const totp = new TOTP({ ...ALGORITHM, secret })
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW_STEPS })
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD_SECONDS) + delta
}
