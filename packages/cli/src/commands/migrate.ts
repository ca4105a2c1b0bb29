import { command } from '../command.ts'
import { environmentFor, LOCAL } from '../local.ts'

/** `migrate`. */
export const migrate = command({
  name: 'migrate',
  summary: 'Bring the schema of the database up to date, and do nothing else',
  details: 'serve does the same before it listens. A database of a newer version is refused.',
  reach: 'local',
  args: [],
  options: LOCAL,
  examples: [
    ['migrate', 'The embedded database in ./data'],
    ['migrate --json', 'Postgres instead, where DATABASE_URL is set'],
  ],
  async run({ options, io, print }) {
    const { migrateDatabase, readConfig } = await import('@keywright/server')
    const steps = await migrateDatabase(
      readConfig(environmentFor(io, { KEYWRIGHT_DATA: options.data })),
    )
    print.result({ steps }, () =>
      steps.length === 0 ? 'The schema is up to date.' : `Done: ${steps.join(', ')}`,
    )
  },
})
