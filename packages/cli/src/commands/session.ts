import { createClient, ProblemError } from '@keywright/contract'
import { type Call, command, type Options } from '../command.ts'
import { reach, serverUrl } from '../connection.ts'
import { readCredentials, writeCredentials } from '../credentials.ts'
import { EXIT, Failure, UsageError } from '../exit.ts'
import type { Io } from '../io.ts'
import { facts, moment } from '../output.ts'

const LOGIN = {
  email: { type: 'string', value: 'EMAIL', help: 'Asked for unless given' },
  'password-stdin': { type: 'boolean', help: 'Read the password from standard input' },
  totp: {
    type: 'string',
    value: 'CODE',
    help: 'The code of the authenticator app, or a recovery code',
  },
} as const satisfies Options

/** `login`, `logout` and `me`. */
export const sessionCommands = [
  command({
    name: 'login',
    summary: 'Sign in, and keep the session for the commands that follow',
    details:
      'The session is kept in $XDG_CONFIG_HOME/keywright/credentials.json, which only you can read; the password is not kept.',
    reach: 'server',
    args: [],
    options: LOGIN,
    examples: [
      ['login', 'Asks for e-mail and password'],
      ['login --url https://keys.example.com --email ada@example.com', 'Into another server'],
      ['login --email ada@example.com --password-stdin < password.txt', 'Without anybody to ask'],
    ],
    async run(call) {
      const { options, server, io, print } = call
      const url = serverUrl(io, server)
      warnOfPlainText(url, print.note)
      const email = options.email ?? (await askFor(io, 'E-mail: ', '--email'))
      const password = options['password-stdin']
        ? (await readAll(io)).replace(/\r?\n$/, '')
        : await askFor(io, 'Password: ', '--password-stdin', true)
      const { cookie, answer } = await signIn(call, url, { email, password })
      const stored = readCredentials(io.env)
      stored.sessions[url] = { cookie, email: answer.user.email }
      writeCredentials(io.env, { ...stored, url })
      print.result(answer, () => `Signed in to ${url} as ${answer.user.email}.`)
      if (answer.user.mustChangePassword) {
        print.note('The password was generated: change it soon.')
      }
    },
  }),
  command({
    name: 'logout',
    summary: 'End the session that login opened, and forget it',
    reach: 'server',
    args: [],
    options: {},
    examples: [['logout', 'Out of the server of the last login']],
    async run({ server, io, print, connect }) {
      const url = serverUrl(io, server)
      const { sessions, ...rest } = readCredentials(io.env)
      const { [url]: session, ...others } = sessions
      if (!session) throw new Failure(`There is no session for ${url}.`)
      const { client } = await connect()
      // What matters is that it has ended, not who ended it.
      await client.session.signOut({}).catch(ignoreEnded)
      writeCredentials(io.env, { ...rest, sessions: others })
      print.result({ url }, () => `Signed out of ${url}.`)
    },
  }),
  command({
    name: 'me',
    summary: 'Tell who the credential is, and what it may do',
    reach: 'server',
    args: [],
    options: {},
    examples: [
      ['me', 'Who am I?'],
      ['me --json', 'The same for a program'],
    ],
    async run({ server, io, print, connect }) {
      const { client, url } = await connect()
      const domain = server.domain || io.env.KEYWRIGHT_DOMAIN
      const me = await client.me.read({ query: domain ? { domain } : {} })
      print.result(me, () =>
        facts([
          ['Server', url],
          ['Credential', me.credential.kind],
          ['User', me.user && `${me.user.name} <${me.user.email}>`],
          ['Key', me.key && `${me.key.name} (${me.key.masked})`],
          ['Ends', moment(me.credential.expiresAt, 'never')],
          ['Domain', me.domain && `${me.domain.name} (${me.domain.slug})`],
          ['Domains', me.domains.map(({ slug, role }) => `${slug} as ${role}`).join(', ') || null],
          ['May', me.permissions.join(' ') || null],
        ]),
      )
    },
  }),
]

type LoginCall = Call<readonly [], typeof LOGIN>

async function signIn(
  { options, io }: LoginCall,
  url: string,
  who: { email: string; password: string },
) {
  let cookie = ''
  const client = createClient({
    url,
    fetch: async request => {
      const response = await reach(url, request)
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      return response
    },
  })
  const attempt = (totp: string | undefined) =>
    client.session.signIn({ body: { ...who, ...(totp && { totp }) } })
  const answer = await attempt(options.totp).catch(async (error: unknown) => {
    const wanted = error instanceof ProblemError && error.code === 'TOTP_REQUIRED'
    if (!wanted || options.totp !== undefined) throw error
    return attempt(await askFor(io, 'Code of the authenticator app: ', '--totp'))
  })
  if (cookie === '') throw new Failure(`${url} gave no session.`, EXIT.unreachable)
  return { cookie, answer }
}

async function askFor(io: Io, question: string, instead: string, hidden = false): Promise<string> {
  if (!io.ask) throw new UsageError(`There is no terminal to ask at: give ${instead}.`)
  const answer = await io.ask(question, { hidden })
  return hidden ? answer : answer.trim()
}

async function readAll(io: Io): Promise<string> {
  let text = ''
  for await (const piece of io.stdin()) text += piece
  return text
}

function warnOfPlainText(url: string, note: (text: string) => void) {
  const { protocol, hostname } = new URL(url)
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  if (protocol === 'http:' && !here) {
    note(`Careful: the password travels to ${url} without encryption.`)
  }
}

function ignoreEnded(error: unknown) {
  if (!(error instanceof ProblemError) || error.status !== 401) throw error
}
