import type { Connection, ServerOptions } from './connection.ts'
import type { ExitCode } from './exit.ts'
import type { Io } from './io.ts'
import type { Printer } from './output.ts'

/** A word that follows the command. */
export interface Argument {
  name: string
  help: string
  optional?: true
}

/** A word with two dashes. */
export interface Option {
  type: 'string' | 'boolean'
  /** May be given several times. */
  multiple?: true
  short?: string
  /** What stands for the value in the help. */
  value?: string
  help: string
}

/** Options by name. */
export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[] | undefined
    : string | undefined

/** What was given on the command line, by name. */
export interface Given<A extends readonly Argument[], O extends Options> {
  args: {
    [E in A[number] as E['name']]: E extends { optional: true } ? string | undefined : string
  }
  options: { [N in keyof O]: ValueOf<O[N]> }
}

/** What a running command has. */
export interface Call<A extends readonly Argument[], O extends Options> extends Given<A, O> {
  io: Io
  print: Printer
  /** What the command line says about the server. */
  server: ServerOptions
  /** The server that the command line, the environment or the last login names. */
  connect(): Promise<Connection>
}

/** A command, written once as data: parsed, run and documented from this object. */
export interface CommandSpec<A extends readonly Argument[], O extends Options> {
  /** One or two words, as in `keys create`. */
  name: string
  summary: string
  /** What the summary leaves out. */
  details?: string
  /** `server` commands talk to one over HTTP, and take the options for that. */
  reach: 'server' | 'local'
  args: A
  options: O
  /** Command lines without the program's name, each with what it does. */
  examples: readonly (readonly [line: string, effect: string])[]
  /** Ends with `ok` when nothing is returned. */
  run(call: Call<A, O>): Promise<ExitCode> | Promise<void>
}

/** Any command, as the table holds it. */
export type Command = CommandSpec<readonly Argument[], Options>

/** Declares a command; `run` gets its arguments and options typed. */
export function command<const A extends readonly Argument[], const O extends Options>(
  spec: CommandSpec<A, O>,
): Command {
  // The parser gives `run` exactly what `args` and `options` declare, which the table's type cannot say.
  return spec as unknown as Command
}
