import type { IssuedKey, Key } from '@keywright/contract'
import type { Connection } from './connection.ts'
import { Failure } from './exit.ts'
import { facts, moment, type Printer, table } from './output.ts'

/** Finds a key by id, or by a name that only one key of the domain has; throws `Failure`. */
export async function findKey(connection: Connection, idOrName: string): Promise<Key> {
  const params = { domain: await connection.domain() }
  const { keys } = connection.client
  if (/^key_[0-9a-z]{26}$/.test(idOrName)) return keys.read({ params: { ...params, id: idOrName } })
  const { items } = await keys.list({ params, query: { search: idOrName, limit: 200 } })
  const found = items.filter(({ name }) => name === idOrName)
  const [key, ...others] = found
  if (!key) throw new Failure(`There is no key named ${JSON.stringify(idOrName)}.`)
  if (others.length > 0) {
    const ids = found.map(({ id, masked }) => `  ${id}  ${masked}`).join('\n')
    throw new Failure(
      `${found.length} keys are named ${JSON.stringify(idOrName)}. Say which:\n${ids}`,
    )
  }
  return key
}

/** Keys as a table. */
export function keyTable(keys: readonly Key[]): string {
  return table(
    ['NAME', 'TOKEN', 'ACCESS', 'STATE', 'LAST USED', 'EXPIRES', 'ID'],
    keys.map(key => [
      key.name,
      key.masked,
      accessOf(key),
      key.state,
      moment(key.lastUsedAt, 'never'),
      moment(key.expiresAt, 'never'),
      key.id,
    ]),
    'No keys.',
  )
}

/** All about one key. */
export function keyFacts(key: Key): string {
  return facts([
    ['Name', key.name],
    ['Id', key.id],
    ['Token', key.masked],
    ['Kind', key.kind],
    ['State', key.state],
    ['Description', key.description || null],
    ['Role', key.role],
    ['Scopes', key.scopes && (key.scopes.join(' ') || 'none: it can do nothing')],
    ['Acts as', key.actsAs && (key.actsAsEmail ?? key.actsAs)],
    ['From', key.ipAllow.length > 0 ? key.ipAllow.join(' ') : 'anywhere'],
    [
      'Created',
      `${moment(key.createdAt, '')}${key.createdByLabel ? ` by ${key.createdByLabel}` : ''}`,
    ],
    ['Expires', moment(key.expiresAt, 'never')],
    ['Last used', lastUse(key)],
    ['Revoked', key.revokedAt && `${moment(key.revokedAt, '')} ${key.revokedReason ?? ''}`.trim()],
    ['Metadata', Object.keys(key.metadata).length > 0 ? JSON.stringify(key.metadata) : null],
    ...key.secrets.map(
      ({ masked, createdAt, expiresAt, lastUsedAt }) =>
        [
          'Secret',
          `${masked} of ${moment(createdAt, '')}, last used ${moment(lastUsedAt, 'never')}${expiresAt ? `, ends ${moment(expiresAt, '')}` : ''}`,
        ] as const,
    ),
  ])
}

/** The one moment in which a token is shown: on standard output, and words about it beside. */
export function printIssued(print: Printer, issued: IssuedKey, quiet: boolean): void {
  const { key, token, examples } = issued
  if (quiet) {
    print.result(token, () => token)
    return
  }
  print.result(issued, () =>
    [
      keyFacts(key),
      '',
      `Token  ${token}`,
      'It is shown this once. Keep it in a secret store, not in code.',
      '',
      examples.authorization.curl,
    ].join('\n'),
  )
}

function accessOf({ role, scopes, actsAsEmail }: Key): string {
  const parts = [
    role,
    scopes && (scopes.length === 1 ? scopes[0] : `${scopes.length} scopes`),
    actsAsEmail && `as ${actsAsEmail}`,
  ]
  return parts.filter(part => part).join(', ')
}

function lastUse({ lastUsedAt, lastUsedIp }: Key): string {
  return `${moment(lastUsedAt, 'never')}${lastUsedIp ? ` from ${lastUsedIp}` : ''}`
}
