import { command } from '../command.ts'
import { environmentFor, LOCAL } from '../local.ts'
import { facts } from '../output.ts'

/** `owner reset`. */
export const ownerReset = command({
  name: 'owner reset',
  summary: 'Let the owner in again: a new password, and no second factor',
  details:
    'For the one with access to the machine. It also ends all their sessions, lifts the log-in throttle, and makes them administrator of the instance. With the embedded database, stop the server first.',
  reach: 'local',
  args: [{ name: 'EMAIL', help: 'Whose; the first administrator unless given', optional: true }],
  options: LOCAL,
  examples: [
    ['owner reset', 'Prints the new password'],
    ['owner reset ada@example.com --data /var/lib/keywright', 'For Ada'],
  ],
  async run({ args, options, io, print }) {
    const { CLI, createServer, readConfig } = await import('@keywright/server')
    const config = readConfig(environmentFor(io, { KEYWRIGHT_DATA: options.data }))
    const server = await createServer(config, { logSink: { write: () => {} } })
    try {
      const reset = await server.services.owner.reset(CLI, args.EMAIL)
      print.result(reset, () =>
        facts([
          ['E-mail', reset.email],
          ['Password', reset.password],
        ]),
      )
    } finally {
      await server.close()
    }
  },
})
