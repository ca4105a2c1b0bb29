import { command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import { facts, moment } from '../output.ts'
import { compact } from '../values.ts'

/** `verify`. */
export const verify = command({
  name: 'verify',
  summary: 'Ask whether a token is valid and may do something; ends with 4 when not',
  details:
    'The caller needs backoffice.keys:verify. Tokens of other domains are not found. Without TOKEN, or with -, it is read from standard input, where no list of processes shows it.',
  reach: 'server',
  args: [{ name: 'TOKEN', help: 'The token in question', optional: true }],
  options: {
    permission: {
      type: 'string',
      short: 'p',
      multiple: true,
      value: 'PERMISSION',
      help: 'What it must be allowed to do',
    },
    ip: { type: 'string', value: 'IP', help: 'The address that the token came from' },
  },
  examples: [
    ['verify - < token.txt', 'Is it valid?'],
    ['verify - -p content.article:read --json < token.txt', 'And may it read articles?'],
  ],
  async run({ args, options, io, print, connect }) {
    const token = await readToken(args.TOKEN, io.stdin)
    const { client, selectDomain } = await connect()
    await selectDomain()
    const answer = await client.verify.verify({
      body: {
        token,
        ...compact({ permissions: options.permission && [...options.permission], ip: options.ip }),
      },
    })
    print.result(answer, () =>
      facts([
        ['Outcome', answer.code],
        ['Key', answer.key ? `${answer.key.name} (${answer.key.id})` : null],
        ['Acts as', answer.subject ?? null],
        ['Expires', answer.key ? moment(answer.key.expiresAt, 'never') : null],
        ['May', answer.permissions?.join(' ') ?? null],
        ['Missing', answer.missing?.join(' ') ?? null],
        ['Refused by', answer.layer ?? null],
      ]),
    )
    return answer.valid ? EXIT.ok : EXIT.no
  },
})

async function readToken(
  word: string | undefined,
  stdin: () => AsyncIterable<string>,
): Promise<string> {
  if (word !== undefined && word !== '-') return word
  let text = ''
  for await (const piece of stdin()) text += piece
  if (text.trim() === '') throw new UsageError('There is no token on standard input.')
  return text.trim()
}
