import { readFileSync } from 'node:fs'
import { ProblemError } from '@keywright/contract'
import { maskTokensIn } from '@keywright/core'
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'
import { describeRefusal, openConnection, type ServerOptions } from './connection.ts'
import { EXIT, type ExitCode, Failure, UsageError } from './exit.ts'
import { helpFor, helpForAll } from './help.ts'
import type { Io } from './io.ts'
import { createPrinter } from './output.ts'
import { findCommand, parseCommand } from './parse.ts'

/** Runs a command line (without the program's name) and answers the exit code; throws nothing. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const json = argv.includes('--json')
  const { command, words, rest } = findCommand(COMMANDS, argv)
  try {
    return command ? await run(command, rest, io) : answerWithoutCommand(words, rest, io)
  } catch (error) {
    const told = describe(error)
    const hint = error instanceof UsageError ? `\nSee: ${helpLine(words)}` : ''
    const text = json ? JSON.stringify({ error: told.facts }) : `${told.message}${hint}`
    // Whatever was mistyped may be a token in the wrong place.
    io.stderr.write(`${maskTokensIn(text)}\n`)
    return told.exitCode
  }
}

async function run(command: Command, words: readonly string[], io: Io): Promise<ExitCode> {
  const { args, options } = parseCommand(command, words)
  if (options.help) {
    io.stdout.write(helpFor(command))
    return EXIT.ok
  }
  const server = options as ServerOptions
  const code = await command.run({
    // The parser filled in exactly what the command declares.
    args: args as Record<string, string>,
    options: options as Parameters<Command['run']>[0]['options'],
    io,
    print: createPrinter(io, options.json === true),
    server,
    connect: async () => openConnection(io, server),
  })
  return code ?? EXIT.ok
}

/** No command, or only the beginning of one: tells what there is. */
function answerWithoutCommand(words: readonly string[], rest: readonly string[], io: Io): ExitCode {
  const [first = '', ...others] = rest.filter(word => !word.startsWith('-'))
  if (words.length === 0 && first === 'help') {
    const { command, words: asked } = findCommand(COMMANDS, others)
    io.stdout.write(command ? helpFor(command) : helpForAll(COMMANDS, asked))
    return EXIT.ok
  }
  if (words.length === 0 && rest.includes('--version')) {
    io.stdout.write(`${version()}\n`)
    return EXIT.ok
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(helpForAll(COMMANDS, words))
    return EXIT.ok
  }
  if (first === '') {
    io.stderr.write(helpForAll(COMMANDS, words))
    return EXIT.usage
  }
  throw new UsageError(`There is no command ${[...words, first].join(' ')}.`)
}

function helpLine(words: readonly string[]): string {
  return ['keywright', ...words, '--help'].join(' ')
}

interface Told {
  message: string
  facts: Record<string, unknown>
  exitCode: ExitCode
}

function describe(error: unknown): Told {
  if (error instanceof ProblemError) {
    return { ...describeRefusal(error), facts: { ...error.problem } }
  }
  const message = messageOf(error)
  return { message, facts: { message }, exitCode: exitCodeOf(error) }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : undefined
  // An error that nobody foresaw is worth all that is known about it.
  if (code === undefined && !FORESEEN.has(error.name)) return error.stack ?? error.message
  return error.message || code || error.name
}

/** By name: the server is loaded only by the commands that open it. */
const FORESEEN: ReadonlySet<string> = new Set(['Failure', 'UsageError', 'ConfigError', 'AppError'])

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Failure) return error.exitCode
  return error instanceof Error && error.name === 'ConfigError' ? EXIT.usage : EXIT.failed
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return String((manifest as { version: string }).version)
}
