import type { Options } from './command.ts'
import type { Io } from './io.ts'

/** Options of the commands that open the database themselves. */
export const LOCAL = {
  data: {
    type: 'string',
    value: 'FOLDER',
    help: 'The data folder; else KEYWRIGHT_DATA, else ./data',
  },
} as const satisfies Options

/** The environment with what the command line says instead. */
export function environmentFor(
  io: Io,
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...io.env, ...Object.fromEntries(said) }
}
