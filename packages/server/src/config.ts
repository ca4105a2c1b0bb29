import { resolve } from 'node:path'
import { parseCidr } from '@keywright/core'
import { z } from 'zod'

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65535).default(4747),
  KEYWRIGHT_DATA: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgres://…')
    .optional(),
  KEYWRIGHT_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  KEYWRIGHT_OWNER_EMAIL: z.email().toLowerCase().optional(),
  KEYWRIGHT_OWNER_PASSWORD: z.string().min(12).max(256).optional(),
  KEYWRIGHT_TRUSTED_PROXIES: whole(0, 10).default(0),
  KEYWRIGHT_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info'),
  KEYWRIGHT_MASTER_KEY: z.string().optional(),
  KEYWRIGHT_PEPPER: z.string().optional(),
  KEYWRIGHT_MAX_STALE_SECONDS: whole(0, 86400).default(60),
  KEYWRIGHT_MAX_AGE_SECONDS: whole(1, 3600).default(10),
  KEYWRIGHT_CACHE_KEYS: whole(100, 10_000_000).default(200_000),
  KEYWRIGHT_CACHE_MISSES: whole(100, 10_000_000).default(50_000),
  KEYWRIGHT_METRICS_ALLOW: z
    .string()
    .default('127.0.0.0/8,::1')
    .transform(list => list.split(',').map(text => text.trim()))
    .refine(
      list => list.every(text => parseCidr(text) !== undefined),
      'expected addresses or CIDR ranges with commas between them',
    ),
  KEYWRIGHT_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'expected smtp://… or smtps://…')
    .optional(),
  KEYWRIGHT_MAIL_FROM: z.string().optional(),
  KEYWRIGHT_REALTIME_SOCKETS_PER_KEY: whole(1, 100_000).default(100),
  KEYWRIGHT_REALTIME_SOCKETS_PER_DOMAIN: whole(1, 1_000_000).default(10_000),
  KEYWRIGHT_MEDIA_MAX_BYTES: whole(1024, 1024 ** 3).default(20 * 1024 ** 2),
  KEYWRIGHT_MEDIA_CACHE_BYTES: whole(1024 ** 2, 1024 ** 4).default(256 * 1024 ** 2),
  KEYWRIGHT_MEDIA_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  KEYWRIGHT_MEDIA_S3_REGION: z.string().default('us-east-1'),
  KEYWRIGHT_MEDIA_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
    .optional(),
  KEYWRIGHT_MEDIA_S3_PREFIX: z
    .string()
    .regex(/^([A-Za-z0-9_-]+\/)*$/, 'expected nothing, or names that end in a slash each')
    .default(''),
  KEYWRIGHT_MEDIA_S3_ACCESS_KEY_ID: z.string().optional(),
  KEYWRIGHT_MEDIA_S3_SECRET_ACCESS_KEY: z.string().optional(),
})

/** Everything the server is told from outside, checked and frozen. Times are seconds. */
export interface Config {
  host: string
  port: number
  dataFolder: string
  /** Postgres when set, else SQLite in the data folder. */
  databaseUrl: string | undefined
  /** Base URL without a trailing slash; undefined: taken from the listening address. */
  publicUrl: string | undefined
  ownerEmail: string | undefined
  ownerPassword: string | undefined
  /** How many proxies stand in front; 0 believes no forwarding header. */
  trustedProxies: number
  logLevel: string
  /** `version:base64` pairs, the highest version current; undefined: the key file in the data folder. */
  masterKeys: string | undefined
  peppers: string | undefined
  /** How long a warm key keeps verifying while the database is down. */
  maxStaleSeconds: number
  /** Longest age of a cache entry while the change channel is down. */
  maxAgeSeconds: number
  cacheKeys: number
  cacheMisses: number
  metricsAllow: readonly string[]
  smtpUrl: string | undefined
  mailFrom: string | undefined
  /** Websockets of one key, of one person, or of one address without a credential; on each node. */
  realtimeSocketsPerKey: number
  /** Websockets of one domain; on each node. */
  realtimeSocketsPerDomain: number
  /** Largest file that may be uploaded. */
  mediaMaxBytes: number
  /** How much of the data folder variants of images may take. */
  mediaCacheBytes: number
  /** The bucket that holds uploaded files; undefined: a folder under the data folder. */
  mediaS3: S3Config | undefined
  session: { idleSeconds: number; absoluteSeconds: number; freshSeconds: number }
  /** Cost of argon2id: RFC 9106 section 4, second recommended option, unless a test lowers it. */
  passwordCost: { memoryKiB: number; passes: number; lanes: number }
  /** How often usage is written at the latest. */
  usageFlushSeconds: number
}

/** A bucket that speaks the S3 protocol, and who may use it. */
export interface S3Config {
  /** Of the service, without the bucket and without a slash at its end. */
  endpoint: string
  region: string
  bucket: string
  /** Before each key, with a slash at its end; or ''. */
  prefix: string
  accessKeyId: string
  secretAccessKey: string
}

/** A setting that cannot be used; the message names the variable and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Reads a configuration from environment variables; throws `ConfigError` that lists everything wrong. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`)
  }
  const value = parsed.data
  return Object.freeze({
    host: value.HOST,
    port: value.PORT,
    dataFolder: resolve(value.KEYWRIGHT_DATA),
    databaseUrl: value.DATABASE_URL,
    publicUrl: value.KEYWRIGHT_PUBLIC_URL?.replace(/\/+$/, ''),
    ownerEmail: value.KEYWRIGHT_OWNER_EMAIL,
    ownerPassword: value.KEYWRIGHT_OWNER_PASSWORD,
    trustedProxies: value.KEYWRIGHT_TRUSTED_PROXIES,
    logLevel: value.KEYWRIGHT_LOG_LEVEL,
    masterKeys: value.KEYWRIGHT_MASTER_KEY,
    peppers: value.KEYWRIGHT_PEPPER,
    maxStaleSeconds: value.KEYWRIGHT_MAX_STALE_SECONDS,
    maxAgeSeconds: value.KEYWRIGHT_MAX_AGE_SECONDS,
    cacheKeys: value.KEYWRIGHT_CACHE_KEYS,
    cacheMisses: value.KEYWRIGHT_CACHE_MISSES,
    metricsAllow: Object.freeze(value.KEYWRIGHT_METRICS_ALLOW),
    smtpUrl: value.KEYWRIGHT_SMTP_URL,
    mailFrom: value.KEYWRIGHT_MAIL_FROM,
    realtimeSocketsPerKey: value.KEYWRIGHT_REALTIME_SOCKETS_PER_KEY,
    realtimeSocketsPerDomain: value.KEYWRIGHT_REALTIME_SOCKETS_PER_DOMAIN,
    mediaMaxBytes: value.KEYWRIGHT_MEDIA_MAX_BYTES,
    mediaCacheBytes: value.KEYWRIGHT_MEDIA_CACHE_BYTES,
    mediaS3: readS3(value),
    session: { idleSeconds: 12 * 3600, absoluteSeconds: 14 * 86400, freshSeconds: 300 },
    passwordCost: { memoryKiB: 65536, passes: 3, lanes: 4 },
    usageFlushSeconds: 2,
  })
}

/** All of it, or nothing. */
function readS3(value: z.output<typeof environment>): S3Config | undefined {
  const given = {
    endpoint: value.KEYWRIGHT_MEDIA_S3_ENDPOINT?.replace(/\/+$/, ''),
    bucket: value.KEYWRIGHT_MEDIA_S3_BUCKET,
    accessKeyId: value.KEYWRIGHT_MEDIA_S3_ACCESS_KEY_ID,
    secretAccessKey: value.KEYWRIGHT_MEDIA_S3_SECRET_ACCESS_KEY,
  }
  const { endpoint, bucket, accessKeyId, secretAccessKey } = given
  if (Object.values(given).every(part => part === undefined)) return undefined
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) {
    throw new ConfigError(
      'These settings cannot be used:\n  KEYWRIGHT_MEDIA_S3_: expected ENDPOINT, BUCKET, ACCESS_KEY_ID and SECRET_ACCESS_KEY together',
    )
  }
  const { KEYWRIGHT_MEDIA_S3_REGION: region, KEYWRIGHT_MEDIA_S3_PREFIX: prefix } = value
  return Object.freeze({ endpoint, bucket, accessKeyId, secretAccessKey, region, prefix })
}
