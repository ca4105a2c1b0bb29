import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bannerFor } from './banner.ts'
import { runCli } from './testing/harness.ts'
import { programFile } from './testing/program.ts'
import { type ServeProcess, startServe } from './testing/serve-process.ts'

let program: string
let data: string
let running: ServeProcess[]

beforeAll(async () => {
  program = await programFile()
})
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'keywright-serve-'))
  running = []
})
afterEach(async () => {
  for (const { child, exited } of running) {
    child.kill('SIGKILL')
    await exited
  }
  rmSync(data, { recursive: true })
})

describe('serve', () => {
  it('prints at its first start how to make and verify a key, and a shell does just that', async () => {
    const first = serve()
    const url = await first.ready
    const banner = await firstBanner(first)
    const commands = banner.slice(banner.indexOf('jar='))
    const { stdout, stderr } = await promisify(execFile)('bash', ['-euc', commands])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      code: 'VALID',
      key: { name: 'First key' },
      permissions: ['content.*:read'],
    })

    const password = passwordIn(banner)
    expect(first.stdout()).not.toContain(password)
    for (const line of first.stdout().trim().split('\n')) {
      expect(JSON.parse(line)).toHaveProperty('level')
    }
    expect(await stop(first)).toBe(0)

    const second = serve()
    const again = await second.ready
    expect(again).not.toBe(url)
    expect(await stop(second)).toBe(0)
    expect(second.stderr()).toBe(`Keywright is ready at ${again}\n`)
  })

  it('tells no password where one was given', async () => {
    const password = 'given from outside'
    const process = serve({
      KEYWRIGHT_OWNER_EMAIL: 'ada@example.com',
      KEYWRIGHT_OWNER_PASSWORD: password,
    })
    const url = await process.ready
    const env = { XDG_CONFIG_HOME: data, KEYWRIGHT_URL: url }
    const login = await runCli(['login', '--email', 'ada@example.com'], {
      env,
      answers: [password],
    })
    expect(login.code).toBe(0)
    expect(await stop(process)).toBe(0)
    expect(process.stderr()).toContain('ada@example.com')
    expect(process.stderr() + process.stdout()).not.toContain(password)
  })

  it('finishes what is under way when it is told to stop, and stops at once when told again', async () => {
    const process = serve()
    const url = new URL(await process.ready)
    const request = await beginRequest(url)
    process.child.kill('SIGTERM')
    await refusesConnections(url)
    expect(process.child.exitCode).toBe(null)
    request.write('"password":"p"}   ')
    const [answer] = await once(request, 'data')
    expect(answer).toMatch(/^HTTP\/1\.1 (401|503) /)
    expect(await process.exited).toBe(0)

    const impatient = serve()
    const other = new URL(await impatient.ready)
    await beginRequest(other)
    impatient.child.kill('SIGINT')
    await refusesConnections(other)
    expect(impatient.child.exitCode).toBe(null)
    impatient.child.kill('SIGINT')
    expect(await impatient.exited).toBe(1)
  })

  it('says in a sentence which setting is wrong', async () => {
    const process = serve({ PORT: 'nonsense', DATABASE_URL: 'mysql://x' })
    expect(await process.exited).toBe(2)
    expect(process.stderr()).toMatch(/PORT: .*\n.*DATABASE_URL: expected postgres/)
    expect(process.stderr()).not.toMatch(/^ +at /m)
    expect(process.stdout()).toBe('')
  })

  it('says in a sentence that its folder or its port is taken', async () => {
    const first = serve()
    const url = new URL(await first.ready)
    const folder = serve()
    const port = serve({ PORT: url.port, KEYWRIGHT_DATA: join(data, 'other') })
    expect([await folder.exited, await port.exited]).toEqual([2, 2])
    expect(folder.stderr()).toMatch(/is in use by another process/)
    expect(port.stderr()).toMatch(/cannot be listened on/)
    expect(folder.stderr() + port.stderr()).not.toMatch(/^ +at /m)
  })

  it('says in a sentence that the database does not answer', async () => {
    const process = serve({ DATABASE_URL: 'postgres://somebody:hunter2@127.0.0.1:9/x' })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toContain('ECONNREFUSED')
    expect(process.stderr()).not.toMatch(/^ +at |hunter2/m)
  })
})

describe('owner reset', () => {
  it('gives the owner a new password, which is the only one that works then', async () => {
    const first = serve()
    await first.ready
    const old = passwordIn(await firstBanner(first))
    await stop(first)

    const reset = await runCli(['owner', 'reset', '--data', data, '--json'])
    expect(reset).toMatchObject({ code: 0, stderr: '' })
    const { email, password } = JSON.parse(reset.stdout)
    const unknown = await runCli(['owner', 'reset', 'nobody@example.com', '--data', data])
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('USER_NOT_FOUND') })

    const second = serve()
    const env = { XDG_CONFIG_HOME: data, KEYWRIGHT_URL: await second.ready }
    const login = (answer: string) =>
      runCli(['login', '--email', email], { env, answers: [answer] })
    expect((await login(old)).code).toBe(1)
    expect((await login(password)).code).toBe(0)
    const trail = await runCli(['audit', 'list', '--instance', '--action', 'owner.reset'], { env })
    expect(trail.stdout).toMatch(/ cli +owner\.reset /)
  })
})

describe('migrate', () => {
  it('brings the schema up to date once', async () => {
    const first = await runCli(['migrate', '--data', data, '--json'])
    expect(JSON.parse(first.stdout).steps.length).toBeGreaterThan(0)
    const second = await runCli(['migrate', '--data', data])
    expect(second).toMatchObject({ code: 0, stdout: 'The schema is up to date.\n' })
  })
})

describe('the banner', () => {
  it('is safe for a shell whatever the e-mail address holds', async () => {
    const email = `o'brien"$(touch x)\`@example.com`
    const banner = bannerFor('http://127.0.0.1:1', { email, password: 'p' })
    const line = banner.split('\n').find(text => text.includes('/v1/session')) ?? ''
    const body = /-d ('.*)$/.exec(line)?.[1] ?? ''
    const { stdout } = await promisify(execFile)('bash', ['-c', `printf %s ${body}`])
    expect(JSON.parse(stdout)).toEqual({ email, password: 'p' })
  })
})

function serve(env: Record<string, string> = {}): ServeProcess {
  const started = startServe([program], { KEYWRIGHT_DATA: data, ...env })
  running.push(started)
  return started
}

async function stop({ child, exited }: ServeProcess) {
  child.kill('SIGTERM')
  return exited
}

/** The banner comes in one piece, but a pipe may cut it. */
async function firstBanner(process: ServeProcess): Promise<string> {
  while (!/rm -f "\$jar"\n/.test(process.stderr()))
    await once(process.child.stderr ?? process.child, 'data')
  return process.stderr()
}

function passwordIn(banner: string): string {
  const password = /Password {2}(\S+)/.exec(banner)?.[1]
  if (!password) throw new Error('The banner shows no password')
  return password
}

/** Sends a request up to the middle of its body, once the server has begun to read it. */
async function beginRequest(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, 'connect')
  const body = '{"email":"a@example.com",'
  const head = [
    'POST /v1/session HTTP/1.1',
    `host: ${url.host}`,
    'content-type: application/json',
    'expect: 100-continue',
    `content-length: ${body.length + 18}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  await once(socket.setEncoding('utf8'), 'data')
  return socket
}

/** Tries until nobody listens any more. */
async function refusesConnections({ hostname, port }: URL): Promise<void> {
  for (;;) {
    const socket = connect(Number(port), hostname)
    const refused = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
    })
    socket.destroy()
    if (refused) return
  }
}
