/** What the program ends with; scripts rely on it. */
export const EXIT = {
  ok: 0,
  /** The server refused, or something failed. */
  failed: 1,
  /** The command line or a setting is wrong. */
  usage: 2,
  /** No server answers at the address. */
  unreachable: 3,
  /** The question was answered, and the answer is no. */
  no: 4,
} as const

/** One of the codes above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends the command with a sentence for people, and a code for scripts. */
export class Failure extends Error {
  override readonly name: string = 'Failure'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command line is wrong; the message says how. */
export class UsageError extends Failure {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(message, EXIT.usage)
  }
}
