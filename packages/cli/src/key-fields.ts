import type { Options } from './command.ts'
import type { Connection } from './connection.ts'
import { Failure, UsageError } from './exit.ts'
import { compact, given, wholeNumber } from './values.ts'

/** The word by which commands name a key. */
export const KEY = { name: 'KEY', help: 'Id of the key, or a name that only one key has' } as const

/** What can be said of a key when it is made and when it is changed. */
export const KEY_FIELDS = {
  description: { type: 'string', value: 'TEXT', help: 'What people should know about it' },
  role: { type: 'string', value: 'ROLE', help: 'ADMIN, EDITOR, READONLY or a role of the domain' },
  scope: {
    type: 'string',
    short: 's',
    multiple: true,
    value: 'SCOPE',
    help: 'A permission it may use, as in content.article:read',
  },
  'acts-as': { type: 'string', value: 'USER', help: 'The user it acts as: e-mail address or id' },
  'expires-at': { type: 'string', value: 'TIME', help: 'As in 2026-12-31T23:59:59Z' },
  'expires-in-days': { type: 'string', value: 'N', help: 'Instead: in so many days' },
  ip: { type: 'string', multiple: true, value: 'CIDR', help: 'Only from these addresses' },
  metadata: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    help: 'A fact of your own; every verification returns it',
  },
} as const satisfies Options

/** The options above, as given. */
export interface GivenKeyFields {
  description: string | undefined
  role: string | undefined
  scope: readonly string[] | undefined
  'acts-as': string | undefined
  'expires-at': string | undefined
  'expires-in-days': string | undefined
  ip: readonly string[] | undefined
  metadata: readonly string[] | undefined
}

/** The fields of a request that the options ask for. */
export async function keyFields(connection: Connection, options: GivenKeyFields) {
  return compact({
    description: options.description,
    role: options.role,
    scopes: options.scope && [...options.scope],
    actsAs: options['acts-as'] && (await findUserId(connection, options['acts-as'])),
    expiresAt: options['expires-at'],
    expiresInDays: given(options['expires-in-days'], text =>
      wholeNumber(text, '--expires-in-days', 1),
    ),
    ipAllow: options.ip && [...options.ip],
    metadata: options.metadata && Object.fromEntries(options.metadata.map(readPair)),
  })
}

async function findUserId({ client, domain }: Connection, idOrEmail: string): Promise<string> {
  if (!idOrEmail.includes('@')) return idOrEmail
  const email = idOrEmail.toLowerCase()
  const { items } = await client.users.list({
    params: { domain: await domain() },
    query: { search: email },
  })
  const user = items.find(item => item.email === email)
  if (!user) throw new Failure(`${idOrEmail} is not a user of this domain.`)
  return user.id
}

function readPair(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`--metadata takes NAME=VALUE, not ${text}.`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}
