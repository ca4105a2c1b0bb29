import { parseArgs } from 'node:util'
import type { Command, Options } from './command.ts'
import { UsageError } from './exit.ts'

/** Options of every command. */
const COMMON = {
  json: { type: 'boolean', help: 'Answer in JSON on standard output' },
  help: { type: 'boolean', short: 'h', help: 'Show this help' },
} as const satisfies Options

/** Options of the commands that call a server. */
const SERVER = {
  url: {
    type: 'string',
    value: 'URL',
    help: 'The server; else KEYWRIGHT_URL, else that of the last login, else http://127.0.0.1:4747',
  },
  token: {
    type: 'string',
    value: 'TOKEN',
    help: 'A key to call with; better in KEYWRIGHT_TOKEN, which no list of processes shows',
  },
  domain: {
    type: 'string',
    short: 'd',
    value: 'DOMAIN',
    help: 'Slug or id; else KEYWRIGHT_DOMAIN, else the only one that the credential reaches',
  },
} as const satisfies Options

/** All options that a command takes. */
export function optionsOf(command: Command): Options {
  return { ...command.options, ...(command.reach === 'server' ? SERVER : {}), ...COMMON }
}

/** What the command line names, and the words that are left for it. */
export interface Named {
  command: Command | undefined
  /** The words that led there; more than one command begins with them where there is none. */
  words: string[]
  rest: string[]
}

/** Finds the command; the options that every one takes may stand before and amid its words too. */
export function findCommand(commands: readonly Command[], argv: readonly string[]): Named {
  const leading: string[] = []
  const words: string[] = []
  let rest = [...argv]
  for (;;) {
    leading.push(...rest.splice(0, leadingOptions(rest).length))
    const next = [...words, rest[0]].join(' ')
    const known = commands.some(({ name }) => name === next || name.startsWith(`${next} `))
    if (rest.length === 0 || !known) break
    words.push(...rest.slice(0, 1))
    rest = rest.slice(1)
  }
  const command = commands.find(({ name }) => name === words.join(' '))
  return { command, words, rest: [...rest, ...leading] }
}

/** Parses what follows a command; throws `UsageError`. */
export function parseCommand(command: Command, words: readonly string[]) {
  const { values, positionals } = parseWords(command, words)
  const args: Record<string, string | undefined> = {}
  for (const [index, { name, optional }] of command.args.entries()) {
    args[name] = positionals[index]
    // Nothing else is wrong with a call for help.
    if (args[name] === undefined && !optional && !values.help) {
      throw new UsageError(`${name} is missing.`)
    }
  }
  const surplus = positionals[command.args.length]
  if (surplus !== undefined) throw new UsageError(`What is ${JSON.stringify(surplus)} for?`)
  return { args, options: values }
}

function parseWords(command: Command, words: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(optionsOf(command)).map(([name, { type, multiple, short }]) => [
      name,
      {
        type,
        multiple: multiple ?? false,
        ...(short && { short }),
        ...(type === 'boolean' && { default: false }),
      },
    ]),
  )
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? firstSentence(error.message) : String(error))
  }
}

/** Node goes on with advice about `--` that fits few cases. */
function firstSentence(message: string): string {
  return `${message.split(/\.\s|\n/)[0]?.replace(/\.$/, '')}.`
}

function leadingOptions(argv: readonly string[]): string[] {
  const known: Options = { ...SERVER, ...COMMON }
  const leading: string[] = []
  while (leading.length < argv.length) {
    const word = argv[leading.length] ?? ''
    const [name = '', value] = word.replace(/^--/, '').split('=', 2)
    const option = word.startsWith('--') ? known[name] : undefined
    if (!option) break
    const valueFollows = option.type === 'string' && value === undefined
    leading.push(...argv.slice(leading.length, leading.length + (valueFollows ? 2 : 1)))
  }
  return leading
}
