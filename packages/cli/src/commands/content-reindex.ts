import { command } from '../command.ts'
import { environmentFor, LOCAL } from '../local.ts'
import { showProgress } from '../progress.ts'

/** `content reindex`. */
export const contentReindex = command({
  name: 'content reindex',
  summary: 'Make the index that search uses anew from the objects',
  details:
    'Search is kept right by every change, so this is for a database that was restored or mended by hand. It works through 500 objects at a time: it may be ended and begun again, and with Postgres the servers may run meanwhile. With the embedded database, stop the server first.',
  reach: 'local',
  args: [],
  options: {
    domain: {
      type: 'string',
      value: 'DOMAIN',
      help: 'Only this one, by its slug or id; all unless given',
    },
    ...LOCAL,
  },
  examples: [
    ['content reindex', 'All domains of the embedded database in ./data'],
    ['content reindex --domain main --json', 'One domain, and how much there was'],
  ],
  async run({ options, io, print }) {
    const { createServer, readConfig } = await import('@keywright/server')
    const config = readConfig(environmentFor(io, { KEYWRIGHT_DATA: options.data }))
    const server = await createServer(config, { logSink: { write: () => {} } })
    const progress = showProgress(io, 'objects indexed')
    try {
      const done = await server.services.reindex.reindex(options.domain, progress.add)
      progress.end()
      print.result(
        done,
        () =>
          `${done.objects.toLocaleString('en')} objects of ${done.types} content types are indexed.`,
      )
    } finally {
      await server.close()
    }
  },
})
