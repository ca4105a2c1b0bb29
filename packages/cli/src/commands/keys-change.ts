import type { Key } from '@keywright/contract'
import { command, type Options } from '../command.ts'
import type { Connection } from '../connection.ts'
import { Failure, UsageError } from '../exit.ts'
import { KEY, KEY_FIELDS, keyFields } from '../key-fields.ts'
import { findKey, keyFacts, printIssued } from '../keys.ts'
import { moment } from '../output.ts'
import { compact, duration, given } from '../values.ts'

/** What can be taken away from a key, and what the request then says. */
const REMOVALS = {
  'no-role': { field: 'role', value: null, help: 'Without a role' },
  'no-scopes': { field: 'scopes', value: null, help: 'Without scopes: the role alone counts' },
  'no-acts-as': { field: 'actsAs', value: null, help: 'Acting as nobody' },
  'no-expiry': { field: 'expiresAt', value: null, help: 'Until it is deleted' },
  'any-ip': { field: 'ipAllow', value: [], help: 'From anywhere' },
} as const

/** `keys …` that change keys. */
export const keyChangeCommands = [
  command({
    name: 'keys update',
    summary: 'Change name, description, access, expiry, addresses or metadata of a key',
    details: 'Only what is given changes. Scopes, addresses and metadata are replaced as a whole.',
    reach: 'server',
    args: [KEY],
    options: {
      name: { type: 'string', value: 'NAME', help: 'Another name' },
      ...KEY_FIELDS,
      ...removalOptions(),
    },
    examples: [
      ['keys update Billing --name "Billing 2026"', 'Renames it'],
      [
        'keys update Billing -s content.article:read -s content.media:read',
        'Narrows what it may do',
      ],
      ['keys update Billing --no-role --expires-in-days 30', 'Takes its role away, and dates it'],
    ],
    async run({ args, options, print, connect }) {
      const connection = await connect()
      const removed = Object.entries(REMOVALS).filter(([name]) => isGiven(options, name))
      const body = {
        ...compact({ name: options.name }),
        ...(await keyFields(connection, options)),
        ...Object.fromEntries(removed.map(([, { field, value }]) => [field, value])),
      }
      if (Object.keys(body).length === 0) throw new UsageError('Nothing is given to change.')
      const params = await locate(connection, args.KEY)
      const key = await connection.client.keys.update({ params, body })
      print.result(key, () => keyFacts(key))
    },
  }),
  command({
    name: 'keys disable',
    summary: 'Switch a key off without deleting it',
    reach: 'server',
    args: [KEY],
    options: {},
    examples: [['keys disable Billing', 'It stops at once; keys enable brings it back']],
    async run({ args, print, connect }) {
      const connection = await connect()
      const params = await locate(connection, args.KEY)
      const key = await connection.client.keys.disable({ params })
      print.result(key, () => `${key.name} (${key.masked}) is off.`)
    },
  }),
  command({
    name: 'keys enable',
    summary: 'Switch a key on again',
    reach: 'server',
    args: [KEY],
    options: {},
    examples: [['keys enable Billing', 'It works again']],
    async run({ args, print, connect }) {
      const connection = await connect()
      const params = await locate(connection, args.KEY)
      const key = await connection.client.keys.enable({ params })
      print.result(key, () => `${key.name} (${key.masked}) is ${key.state}.`)
    },
  }),
  command({
    name: 'keys rotate',
    summary: 'Give a key a new token; the old one lives for the overlap',
    reach: 'server',
    args: [KEY],
    options: {
      overlap: {
        type: 'string',
        value: 'TIME',
        help: 'As in 30m, 24h, 7d; without it the old token stops at once',
      },
      quiet: { type: 'boolean', short: 'q', help: 'Print the token and nothing else' },
    },
    examples: [
      ['keys rotate Billing --overlap 24h', 'Both tokens work for a day'],
      ['keys rotate Billing --quiet > token', 'Only the new token, into a file'],
    ],
    async run({ args, options, print, connect }) {
      const overlapSeconds = given(options.overlap, text => duration(text, '--overlap'))
      const connection = await connect()
      const params = await locate(connection, args.KEY)
      const issued = await connection.client.keys.rotate({
        params,
        body: compact({ overlapSeconds }),
      })
      printIssued(print, issued, options.quiet)
    },
  }),
  command({
    name: 'keys revoke',
    summary: 'Revoke a key, for good',
    details: 'At a terminal it asks first.',
    reach: 'server',
    args: [KEY],
    options: {
      reason: { type: 'string', value: 'TEXT', help: 'Kept with the key and in the audit trail' },
      yes: { type: 'boolean', short: 'y', help: 'Do not ask' },
    },
    examples: [
      ['keys revoke Billing --reason "leaked in a log"', 'Asks, then revokes'],
      ['keys revoke key_01jcxk3y5nfm8v9qv2r3w4t5a6 --yes', 'Does not ask'],
    ],
    async run({ args, options, io, print, connect }) {
      const connection = await connect()
      const key = await findKey(connection, args.KEY)
      if (!options.yes && io.ask) {
        const answer = await io.ask(`${question(key)} Type yes: `)
        if (answer.trim().toLowerCase() !== 'yes') throw new Failure('Nothing was revoked.')
      }
      const revoked = await connection.client.keys.revoke({
        params: { domain: await connection.domain(), id: key.id },
        body: compact({ reason: options.reason }),
      })
      print.result(revoked, () => `${revoked.name} (${revoked.masked}) is revoked.`)
    },
  }),
]

function question({ name, masked, lastUsedAt }: Key): string {
  const use = lastUsedAt ? `last used ${moment(lastUsedAt, '')} UTC` : 'never used'
  return `Revoke ${JSON.stringify(name)} (${masked}), ${use}? It stops at once and cannot come back.`
}

async function locate(connection: Connection, idOrName: string) {
  const { id } = await findKey(connection, idOrName)
  return { domain: await connection.domain(), id }
}

function removalOptions() {
  return Object.fromEntries(
    Object.entries(REMOVALS).map(([name, { help }]) => [name, { type: 'boolean', help }]),
  ) satisfies Options
}

function isGiven(options: Readonly<Record<string, unknown>>, name: string): boolean {
  return options[name] === true
}
