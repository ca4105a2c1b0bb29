import { command, type Options } from '../command.ts'
import { UsageError } from '../exit.ts'
import { collect, LIST } from '../lists.ts'
import { facts, moment, table } from '../output.ts'
import { compact, given, wholeNumber } from '../values.ts'

const ROLE = {
  role: { type: 'string', value: 'ROLE', help: 'ADMIN, EDITOR, READONLY or a role of the domain' },
} as const satisfies Options

const EMAIL = { name: 'EMAIL', help: 'Their e-mail address' } as const

/** `users …`. */
export const userCommands = [
  command({
    name: 'users list',
    summary: 'List the users of a domain',
    reach: 'server',
    args: [],
    options: {
      search: { type: 'string', value: 'TEXT', help: 'Part of a name or an address' },
      ...LIST,
    },
    examples: [
      ['users list', 'Lists them'],
      ['users list --search ada --domain shop', 'Looks for somebody in the domain shop'],
    ],
    async run({ options, print, connect }) {
      const { client, domain } = await connect()
      const params = { domain: await domain() }
      const listed = await collect(options, page =>
        client.users.list({ params, query: { ...page, ...compact({ search: options.search }) } }),
      )
      print.result(listed, () =>
        table(
          ['E-MAIL', 'NAME', 'ROLE', 'KEYS', 'LAST LOGIN', 'STATE', 'ID'],
          listed.items.map(user => [
            user.email,
            user.name,
            user.role,
            String(user.keys),
            moment(user.lastLoginAt, 'never'),
            stateOf(user),
            user.id,
          ]),
          'Nobody.',
        ),
      )
    },
  }),
  command({
    name: 'users add',
    summary: 'Add somebody who already has an account on this instance',
    reach: 'server',
    args: [EMAIL],
    options: ROLE,
    examples: [['users add ada@example.com --role EDITOR', 'Ada may edit from now on']],
    async run({ args, options, print, connect }) {
      const role = required(options.role)
      const { client, domain } = await connect()
      const params = { domain: await domain() }
      const user = await client.users.add({ params, body: { email: args.EMAIL, role } })
      print.result(user, () => `${user.email} is ${user.role} of ${params.domain} now.`)
    },
  }),
  command({
    name: 'users invite',
    summary: 'Invite somebody by link, and by e-mail where SMTP is set',
    reach: 'server',
    args: [EMAIL],
    options: {
      ...ROLE,
      days: {
        type: 'string',
        value: 'N',
        help: 'How long the link works: 1 to 30, 7 unless given',
      },
    },
    examples: [['users invite bob@example.com --role READONLY', 'Prints the link to hand over']],
    async run({ args, options, print, connect }) {
      const role = required(options.role)
      const expiresInDays = given(options.days, text => wholeNumber(text, '--days', 1))
      const { client, domain } = await connect()
      const made = await client.invitations.create({
        params: { domain: await domain() },
        body: { email: args.EMAIL, role, ...compact({ expiresInDays }) },
      })
      print.result(made, () =>
        facts([
          ['Link', made.link],
          ['Works until', moment(made.invitation.expiresAt, '')],
          ['Sent by e-mail', made.mailed ? 'yes' : 'no: hand the link over yourself'],
        ]),
      )
    },
  }),
]

function required(role: string | undefined): string {
  if (role === undefined) throw new UsageError('--role is missing.')
  return role
}

function stateOf({ disabled, suspended }: { disabled: boolean; suspended: boolean }): string {
  if (disabled) return 'disabled'
  return suspended ? 'suspended' : 'active'
}
