import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type PostgresCluster, startPostgresCluster } from './postgres-cluster.ts'
import { createDatabase, dropDatabase } from './postgres-database.ts'

describe('a private Postgres', () => {
  let cluster: PostgresCluster

  beforeAll(async () => {
    cluster = await startPostgresCluster()
  })
  afterAll(() => cluster.stop())

  it('is a Postgres 15 or newer that syncs its writes and takes 200 connections', async () => {
    const [row] = await query(
      cluster.url,
      `select current_setting('server_version_num')::int >= 150000 as "newEnough",
        current_setting('fsync') as fsync, current_setting('max_connections') as connections`,
    )
    expect(row).toEqual({ newEnough: true, fsync: 'on', connections: '200' })
  })

  it('refuses whoever does not know its password', async () => {
    const url = new URL(cluster.url)
    url.password = 'guess'
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('is out of reach while it is halted, and keeps its data', async () => {
    const url = await createDatabase(cluster.url)
    await query(url, 'create table kept (id int)')
    await cluster.halt()
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED')
    await cluster.restart()
    expect(await query(url, 'select count(*)::int from kept')).toEqual([{ count: 0 }])
    await dropDatabase(url)
  })

  it('comes back after a crash with every write that it acknowledged', async () => {
    const url = await createDatabase(cluster.url)
    await query(url, 'create table kept (id int)')
    await query(url, 'insert into kept select generate_series(1, 1000)')
    const busy = new Client({ connectionString: url })
    const thrownOut = endOf(busy)
    await busy.connect()
    await cluster.kill()
    await cluster.restart()
    await thrownOut
    expect(await query(url, 'select count(*)::int from kept')).toEqual([{ count: 1000 }])
    await dropDatabase(url)
  })
})

describe('the database of a test', () => {
  it('is empty, its own, and gone once dropped, with whoever was connected', async () => {
    const server = inject('postgresUrl')
    const [one, two] = [await createDatabase(server), await createDatabase(server)]
    expect(one).not.toBe(two)
    const connected = new Client({ connectionString: one })
    const thrownOut = endOf(connected)
    await connected.connect()
    await dropDatabase(one)
    await thrownOut
    await expect(query(one, 'select 1')).rejects.toThrow('does not exist')
    expect(await query(two, `select * from pg_tables where schemaname = 'public'`)).toEqual([])
    await dropDatabase(two)
  })

  it('is never one that no test made', async () => {
    await expect(dropDatabase('postgres://host/customers')).rejects.toThrow('not made by a test')
  })
})

it('a private Postgres ends with the process that started it, even one that is killed', async () => {
  const program = `
    import { startPostgresCluster } from '${new URL('postgres-cluster.ts', import.meta.url).href}'
    const cluster = await startPostgresCluster()
    console.log(cluster.url)
    setInterval(() => {}, 1000)`
  const owner = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [url] = await once(owner.stdout.setEncoding('utf8'), 'data')
  const client = new Client({ connectionString: String(url).trim() })
  const ended = endOf(client)
  await client.connect()
  const { rows } = await client.query(`select current_setting('data_directory') as folder`)
  owner.kill('SIGKILL')
  await ended
  await expect.poll(() => existsSync(rows[0].folder), { timeout: 10_000 }).toBe(false)
})

/** Resolves when the server ends the connection, which pg reports as errors and then as the end. */
function endOf(client: Client): Promise<void> {
  client.on('error', () => undefined)
  return new Promise(resolve => client.once('end', () => resolve()))
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
