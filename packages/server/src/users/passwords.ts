import { hash, parseOptions, verify } from '@node-rs/argon2'
import type { Config } from '../config.ts'
import { readableText } from '../lib/readable.ts'

/** Five groups carry 99 bits. */
const GENERATED_GROUPS = 5

/** Stores and checks passwords with argon2id (RFC 9106). */
export interface Passwords {
  /** A hash in PHC format, at the configured cost. */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one of the hash. It takes as long for a user who does not exist
   * (undefined) or has no password as for a wrong one, so that the time tells nothing.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>
  /** Whether a hash was made at another cost than the configured one. */
  isOutdated(hash: string): boolean
  /** A password for people to read and type, of 99 random bits. */
  generate(): string
}

/** Makes the password hasher. */
export function createPasswords(parts: {
  config: Pick<Config, 'passwordCost'>
  randomBytes: (size: number) => Uint8Array
}): Passwords {
  const { memoryKiB, passes, lanes } = parts.config.passwordCost
  const base64 = (size: number) =>
    Buffer.from(parts.randomBytes(size)).toString('base64').replace(/=+$/, '')
  // Random bytes in the place of a result: as much work as any hash, and no password belongs to it.
  const nobody = `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64(16)}$${base64(32)}`

  return {
    hash: password =>
      hash(normalise(password), {
        memoryCost: memoryKiB,
        timeCost: passes,
        parallelism: lanes,
        salt: parts.randomBytes(16),
      }),
    async verify(stored, password) {
      const known = stored?.startsWith('$argon2id$') ?? false
      const matches = await verify(known && stored ? stored : nobody, normalise(password))
      return known && matches
    },
    isOutdated(stored) {
      const { memoryCost, timeCost, parallelism } = parseOptions(stored)
      return memoryCost !== memoryKiB || timeCost !== passes || parallelism !== lanes
    },
    generate: () => readableText(GENERATED_GROUPS, parts.randomBytes),
  }
}

/** The same characters typed on another system are the same password (NIST SP 800-63B section 3.1.1.2). */
function normalise(password: string): string {
  return password.normalize('NFKC')
}
