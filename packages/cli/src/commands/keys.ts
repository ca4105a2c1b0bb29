import { KEY_ACCESS, KEY_KINDS, KEY_SORTS, KEY_STATES } from '@keywright/contract'
import { command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import { KEY, KEY_FIELDS, keyFields } from '../key-fields.ts'
import { findKey, keyFacts, keyTable, printIssued } from '../keys.ts'
import { collect, LIST } from '../lists.ts'
import { table } from '../output.ts'
import { compact, given, oneOf, wholeNumber } from '../values.ts'

/** `keys …` that make and read keys. */
export const keyCommands = [
  command({
    name: 'keys list',
    summary: 'List the keys of a domain',
    reach: 'server',
    args: [],
    options: {
      search: {
        type: 'string',
        value: 'TEXT',
        help: 'Words of the name, token prefix or last four',
      },
      state: {
        type: 'string',
        value: 'STATE',
        help: `${KEY_STATES.join(', ')}; all but revoked unless given`,
      },
      kind: { type: 'string', value: 'KIND', help: KEY_KINDS.join(' or ') },
      role: { type: 'string', value: 'ROLE', help: 'Only keys with this role' },
      access: { type: 'string', value: 'ACCESS', help: KEY_ACCESS.join(', ') },
      'acts-as': { type: 'string', value: 'USER', help: 'Only keys that act as this user (id)' },
      'unused-days': {
        type: 'string',
        value: 'N',
        help: 'Not used in N days; those never used count from the day they were made',
      },
      'expiring-days': { type: 'string', value: 'N', help: 'Only those that expire within N days' },
      'no-expiry': { type: 'boolean', help: 'Only keys that live until they are deleted' },
      sort: { type: 'string', value: 'SORT', help: KEY_SORTS.join(', ') },
      ...LIST,
    },
    examples: [
      ['keys list', 'The newest keys'],
      ['keys list --unused-days 90 --sort lastUsedAt', 'Those that nobody seems to need'],
      ['keys list --access all --no-expiry --json', 'The most dangerous ones, for a program'],
    ],
    async run({ options, print, connect }) {
      const filter = compact({
        search: options.search,
        state: given(options.state, text => oneOf(text, '--state', KEY_STATES)),
        kind: given(options.kind, text => oneOf(text, '--kind', KEY_KINDS)),
        role: options.role,
        access: given(options.access, text => oneOf(text, '--access', KEY_ACCESS)),
        actsAs: options['acts-as'],
        unusedSinceDays: given(options['unused-days'], text => wholeNumber(text, '--unused-days')),
        expiringInDays: given(options['expiring-days'], text =>
          wholeNumber(text, '--expiring-days'),
        ),
        noExpiry: options['no-expiry'] ? ('true' as const) : undefined,
        sort: given(options.sort, text => oneOf(text, '--sort', KEY_SORTS)),
      })
      const { client, domain } = await connect()
      const params = { domain: await domain() }
      const listed = await collect(options, page =>
        client.keys.list({ params, query: { ...filter, ...page } }),
      )
      print.result(listed, () => keyTable(listed.items))
      if (listed.more) print.note('There are more: --all or --limit N shows them.')
    },
  }),
  command({
    name: 'keys create',
    summary: 'Make a key; its token is printed now and never again',
    details:
      'A key needs a role, scopes, or both; with both it can do what both allow. Nobody makes a key that can do more than they can.',
    reach: 'server',
    args: [{ name: 'NAME', help: 'What the key is for' }],
    options: {
      ...KEY_FIELDS,
      quiet: { type: 'boolean', short: 'q', help: 'Print the token and nothing else' },
    },
    examples: [
      [
        "keys create Billing --scope 'content.*:read' --expires-in-days 90",
        'A key that may only read',
      ],
      [
        'keys create Deploy --role EDITOR --ip 203.0.113.0/24 --quiet > token',
        'Only the token, into a file',
      ],
      [
        "keys create Panel --scope 'content.*:read' --acts-as ada@example.com",
        'A key that acts as Ada',
      ],
    ],
    async run({ args, options, print, connect }) {
      if (!options.role && !options.scope) throw new UsageError('Give --role, --scope, or both.')
      const connection = await connect()
      const params = { domain: await connection.domain() }
      const body = { name: args.NAME, ...(await keyFields(connection, options)) }
      const issued = await connection.client.keys.create({ params, body })
      printIssued(print, issued, options.quiet)
    },
  }),
  command({
    name: 'keys show',
    summary: 'Show all about a key but its token',
    reach: 'server',
    args: [KEY],
    options: {},
    examples: [
      ['keys show Billing', 'By name'],
      ['keys show key_01jcxk3y5nfm8v9qv2r3w4t5a6 --json', 'By id, for a program'],
    ],
    async run({ args, print, connect }) {
      const key = await findKey(await connect(), args.KEY)
      print.result(key, () => keyFacts(key))
    },
  }),
  command({
    name: 'keys explain',
    summary: 'Tell why a key may or may not do something; ends with 4 when it may not',
    reach: 'server',
    args: [KEY],
    options: {
      permission: {
        type: 'string',
        short: 'p',
        value: 'PERMISSION',
        help: 'As in content.article:update',
      },
      api: { type: 'string', value: 'SLUG', help: 'Instead: a request to this API …' },
      method: { type: 'string', value: 'METHOD', help: '… with this method; GET unless given' },
      path: { type: 'string', value: 'PATH', help: '… and this path' },
      ip: { type: 'string', value: 'IP', help: 'From this address' },
    },
    examples: [
      ['keys explain Billing --permission content.article:update', 'Layer by layer'],
      [
        'keys explain Billing --api shop --method POST --path /orders',
        'For a request to an API of yours',
      ],
    ],
    async run({ args, options: { permission, api, path, method = 'GET', ip }, print, connect }) {
      const question =
        permission !== undefined
          ? { permission }
          : api !== undefined && path !== undefined
            ? { api, path, method }
            : undefined
      if (!question) throw new UsageError('Give --permission, or --api and --path.')
      const connection = await connect()
      const { id } = await findKey(connection, args.KEY)
      const told = await connection.client.keys.explain({
        params: { domain: await connection.domain(), id },
        body: { ...question, ...compact({ ip }) },
      })
      print.result(told, () =>
        [
          told.sentence,
          '',
          table(
            ['LAYER', 'LETS IT THROUGH', 'BECAUSE OF', 'MISSING'],
            told.layers.map(({ label, allowed, matched, missing }) => [
              label,
              allowed ? 'yes' : 'no',
              matched.join(' '),
              missing.join(' '),
            ]),
            '',
          ),
        ].join('\n'),
      )
      return told.allowed ? EXIT.ok : EXIT.no
    },
  }),
]
