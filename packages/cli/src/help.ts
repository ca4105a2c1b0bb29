import type { Command, Options } from './command.ts'
import { optionsOf } from './parse.ts'

/** The help of the program, or of the commands that begin with the given words. */
export function helpForAll(commands: readonly Command[], words: readonly string[] = []): string {
  const begin = words.join(' ')
  const listed = commands.filter(({ name }) => begin === '' || name.startsWith(`${begin} `))
  return paragraphs([
    begin === ''
      ? 'keywright: the self-hosted backoffice for API access'
      : `keywright ${begin}: what can be done with it`,
    `Usage\n  keywright ${begin === '' ? 'COMMAND' : `${begin} COMMAND`} [OPTIONS]`,
    section(
      'Commands',
      listed.map(({ name, summary }) => [name, summary]),
    ),
    section('Examples', begin === '' ? FIRST_STEPS : listed.flatMap(examplesOf).slice(0, 5)),
    ...(begin === '' ? [section('Exit codes', EXIT_CODES)] : []),
    'keywright COMMAND --help tells all about one command, keywright --version which one this is.',
  ])
}

/** The help of one command. */
export function helpFor(command: Command): string {
  const words = command.args.map(({ name, optional }) => (optional ? ` [${name}]` : ` ${name}`))
  return paragraphs([
    `keywright ${command.name}: ${command.summary}`,
    ...(command.details ? [command.details] : []),
    `Usage\n  keywright ${command.name}${words.join('')} [OPTIONS]`,
    section(
      'Arguments',
      command.args.map(({ name, help }) => [name, help]),
    ),
    section('Options', optionLines(optionsOf(command))),
    section('Examples', examplesOf(command)),
  ])
}

const FIRST_STEPS: readonly Line[] = [
  ['keywright serve', 'Serves with an embedded database in ./data'],
  ['keywright login', 'Signs in and keeps the session'],
  ["keywright keys create Billing --scope 'content.*:read'", 'Makes a key and prints its token'],
  ['keywright verify - < token.txt', 'Asks whether a token is valid'],
]

const EXIT_CODES: readonly Line[] = [
  ['0', 'Done'],
  ['1', 'Refused or failed'],
  ['2', 'The command line or a setting is wrong'],
  ['3', 'The server cannot be reached'],
  ['4', 'The verification said no'],
]

type Line = readonly [left: string, right: string]

function examplesOf({ examples }: Command): Line[] {
  return examples.map(([line, effect]) => [`keywright ${line}`, effect])
}

function optionLines(options: Options): Line[] {
  return Object.entries(options).map(([name, { short, value, multiple, help }]) => [
    `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}${multiple ? ' …' : ''}`,
    help,
  ])
}

/** Two columns; the right one goes below the left where that is too wide. */
function section(title: string, lines: readonly Line[]): string {
  if (lines.length === 0) return ''
  const width = Math.min(28, Math.max(...lines.map(([left]) => left.length)))
  const shown = lines.map(([left, right]) =>
    left.length > width
      ? `  ${left}\n  ${' '.repeat(width)}  ${right}`
      : `  ${left.padEnd(width)}  ${right}`,
  )
  return `${title}\n${shown.join('\n')}`
}

function paragraphs(texts: readonly string[]): string {
  return `${texts.filter(text => text !== '').join('\n\n')}\n`
}
