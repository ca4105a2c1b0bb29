import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/**
 * Makes an empty database on the server of `url`, under a name of its own, and returns its URL. Its
 * commits wait for the disk unless nothing that is tested there depends on it.
 */
export async function createDatabase(url: string, { synced = true } = {}): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await run(url, `create database ${name}`)
  if (!synced) await run(url, `alter database ${name} set synchronous_commit = off`)
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

/** Removes a database that {@link createDatabase} made, ending whatever is connected to it. */
export async function dropDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  const name = maintenance.pathname.slice(1)
  if (!/^test_[0-9a-f]{16}$/.test(name)) throw new Error(`${name} was not made by a test.`)
  maintenance.pathname = '/postgres'
  await run(maintenance.href, `drop database if exists ${name} with (force)`)
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
