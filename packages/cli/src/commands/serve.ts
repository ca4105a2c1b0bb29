import { bannerFor } from '../banner.ts'
import { command } from '../command.ts'
import { environmentFor, LOCAL } from '../local.ts'

/** `serve`. */
export const serve = command({
  name: 'serve',
  summary: 'Serve: API and verification, with an embedded database unless DATABASE_URL is set',
  details:
    'Settings are environment variables, described in docs/operations.md. The first start makes an owner and prints how to sign in, once. Log lines go to standard output as JSON. SIGTERM or SIGINT ends it when all requests are answered; a second one ends it at once.',
  reach: 'local',
  args: [],
  options: {
    host: { type: 'string', value: 'HOST', help: 'Where to listen; else HOST, else 127.0.0.1' },
    port: { type: 'string', value: 'PORT', help: 'Else PORT, else 4747; 0 takes a free one' },
    ...LOCAL,
  },
  examples: [
    ['serve', 'Serves on http://127.0.0.1:4747 with its data in ./data'],
    ['serve --host 0.0.0.0 --port 80 --data /var/lib/keywright', 'For other machines too'],
  ],
  async run({ options, io, print }) {
    const { createServer, listen, readConfig } = await import('@keywright/server')
    const config = readConfig(
      environmentFor(io, { HOST: options.host, PORT: options.port, KEYWRIGHT_DATA: options.data }),
    )
    const stopped = io.stopped()
    const server = await createServer(config)
    // Only who can be reached makes an owner: the password is shown once.
    const listening = await listen(server, config).catch(async (error: unknown) => {
      await server.close()
      throw error
    })
    try {
      const owner = await server.services.owner.createFirst()
      print.note(bannerFor(server.foundation.publicUrl.current(), owner))
      await stopped
    } finally {
      await listening.close()
    }
  },
})
