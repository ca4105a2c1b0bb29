import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/**
 * Makes a database on the server of `url`, under a name of its own, and returns its URL. It is empty,
 * or a copy of the database at the URL `template`, to which nobody may be connected.
 */
export async function createDatabase(url: string, template?: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await run(url, `create database ${name}${template ? ` template ${nameOf(template)}` : ''}`)
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

/** Removes a database that {@link createDatabase} made, ending whatever is connected to it. */
export async function dropDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  await run(maintenance.href, `drop database if exists ${nameOf(url)} with (force)`)
}

function nameOf(url: string): string {
  const name = new URL(url).pathname.slice(1)
  if (!/^test_[0-9a-f]{16}$/.test(name)) throw new Error(`${name} was not made by a test.`)
  return name
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
