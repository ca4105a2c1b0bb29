/** Where text goes. */
export interface Output {
  write(text: string): void
  /** Resolves when the reader has caught up, so that much text is not kept in memory. */
  drained(): Promise<void>
  /** Whether a person looks at it. */
  readonly isTerminal: boolean
}

/** Everything outside of the program that a command may touch besides files and the network. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Results only, so that they can be piped. */
  readonly stdout: Output
  /** Messages, questions and progress. */
  readonly stderr: Output
  /** What is piped in, as text, in pieces of any size. */
  stdin(): AsyncIterable<string>
  /** Asks the person at the terminal for a line; undefined where nobody sits there. */
  readonly ask: ((question: string, options?: { hidden?: boolean }) => Promise<string>) | undefined
  /** Milliseconds since 1970 (UTC). */
  now(): number
  /** Resolves when the program is told to stop (SIGTERM, SIGINT). */
  stopped(): Promise<void>
}
