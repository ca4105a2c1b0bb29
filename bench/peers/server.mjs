// @ts-check
// better-auth's API-key plugin behind node:http: server.mjs PORT MODE KEYS. Prints its keys as JSON.
// The database driver is ours, the one that needs no compiler; better-auth takes any dialect of kysely.
import { createServer } from 'node:http'
import { apiKey } from '@better-auth/api-key'
import { DatabaseSync } from '@photostructure/sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { SqliteDialect } from 'kysely'

const [port, mode = '', keys, folder] = process.argv.slice(2)

const database = new DatabaseSync(`${folder}/better-auth-${mode}.db`)
// Kinder than ours: its commits are not synced to disk.
database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -32768')

const prepared = new Map()
const dialect = new SqliteDialect({
  database: {
    close: () => database.close(),
    prepare(sql) {
      const known = prepared.get(sql)
      if (known) return known
      const statement = database.prepare(sql)
      const adapted = {
        reader: statement.columns().length > 0,
        all: parameters => statement.all(...parameters),
        run: parameters => statement.run(...parameters),
        iterate: parameters => statement.iterate(...parameters),
      }
      prepared.set(sql, adapted)
      return adapted
    },
  },
})

const memory = new Map()
const MODES = {
  // Its default storage, without its limiter: the default allows ten requests a day.
  sqlite: { auth: {}, plugin: { rateLimit: { enabled: false } } },
  // All that its documentation offers for speed.
  memory: {
    auth: {
      secondaryStorage: {
        get: key => memory.get(key) ?? null,
        set: (key, value) => void memory.set(key, value),
        delete: key => void memory.delete(key),
      },
      advanced: { backgroundTasks: { handler: promise => void promise.catch(() => {}) } },
    },
    plugin: { rateLimit: { enabled: false }, storage: 'secondary-storage', deferUpdates: true },
  },
}
const { auth: authOptions, plugin } = MODES[mode]

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'a secret of thirty-two characters or more',
  database: { dialect, type: 'sqlite' },
  logger: { disabled: true },
  telemetry: { enabled: false },
  plugins: [apiKey(plugin)],
  ...authOptions,
})
await (await getMigrations(auth.options)).runMigrations()

const issued = []
for (let index = 0; index < Number(keys); index++) {
  // A user for each key: the list of a user's keys is rewritten at each use.
  const made = await auth.api.createApiKey({
    body: { name: `key ${index}`, userId: `user${index}` },
  })
  issued.push(made.key)
}

createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', async () => {
    try {
      const { token } = JSON.parse(Buffer.concat(chunks).toString('utf8'))
      const answer = JSON.stringify(await auth.api.verifyApiKey({ body: { key: token } }))
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      })
      response.end(answer)
    } catch {
      response.writeHead(500).end()
    }
  })
}).listen(Number(port), '127.0.0.1', () => process.send?.(issued))
process.on('SIGTERM', () => process.exit(0))
