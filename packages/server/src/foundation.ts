import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { PublicUrl } from './http/public-url.ts'
import type { Keyring } from './keyring/keyring.ts'
import type { Clock } from './lib/clock.ts'

/** What every service is made from. */
export interface Foundation {
  config: Config
  database: Database
  keyring: Keyring
  clock: Clock
  randomBytes: (size: number) => Uint8Array
  logger: Logger
  publicUrl: PublicUrl
}
