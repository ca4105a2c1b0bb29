import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { credentialsPath } from './credentials.ts'
import { createWorld, type World } from './testing/harness.ts'

let world: World
let file: string

beforeAll(async () => {
  world = await createWorld()
  file = credentialsPath(world.env)
})
afterAll(() => world.close())

describe('login', () => {
  beforeEach(async () => {
    if (existsSync(file)) await world.run(['logout'])
  })

  it('asks for e-mail and password, the password unseen, and keeps the session for its owner only', async () => {
    const { email, password } = world.owner
    const { code, stdout, stderr, asked } = await world.run(['login'], {
      answers: [email, password],
    })
    expect(code).toBe(0)
    expect(asked).toEqual([
      { question: 'E-mail: ', hidden: false },
      { question: 'Password: ', hidden: true },
    ])
    expect(stdout).toContain(`as ${email}`)
    expect(stdout + stderr + readFileSync(file, 'utf8')).not.toContain(password)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await world.json(['me'])).toMatchObject({
      credential: { kind: 'session' },
      user: { email },
      domains: [{ slug: 'main' }],
    })
  })

  it('takes the password from a pipe where there is no terminal', async () => {
    const { email, password } = world.owner
    const piped = await world.run(['login', '--email', email, '--password-stdin'], {
      stdin: `${password}\n`,
    })
    expect(piped.code).toBe(0)
    const nobody = await world.run(['login', '--email', email])
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('--password-stdin') })
  })

  it('with a wrong password ends with 1 and keeps nothing', async () => {
    const { code, stderr } = await world.run(['login', '--email', world.owner.email], {
      answers: ['wrong password'],
    })
    expect(code).toBe(1)
    expect(stderr).toContain('LOGIN_FAILED')
    expect((await world.run(['me'])).code).toBe(1)
  })

  it('keeps a session per server, and goes to the last one unless told otherwise', async () => {
    const { email, password } = world.owner
    const url = world.listening.url
    const other = url.replace('127.0.0.1', 'localhost')
    await world.run(['login', '--email', email], { answers: [password] })
    await world.run(['login', '--url', other, '--email', email], { answers: [password] })
    const last = await world.run(['me'], { env: { KEYWRIGHT_URL: '' } })
    expect(last.stdout).toContain(other)
    expect((await world.run(['me', '--url', url])).code).toBe(0)
    expect((await world.run(['logout', '--url', other])).code).toBe(0)
    expect((await world.run(['me', '--url', other])).code).toBe(1)
    expect((await world.run(['me', '--url', url])).code).toBe(0)
  })

  it('refuses a file that others can read', async () => {
    const { email, password } = world.owner
    await world.run(['login', '--email', email], { answers: [password] })
    chmodSync(file, 0o640)
    const { code, stderr } = await world.run(['me'])
    chmodSync(file, 0o600)
    expect(code).toBe(1)
    expect(stderr).toContain(`chmod 600 ${file}`)
    expect((await world.run(['me'])).code).toBe(0)
  })

  it('asks for a code where two-step sign-in is on', async () => {
    const { test } = world
    const { email, password } = world.owner
    await world.run(['login', '--email', email], { answers: [password] })
    const stored: { sessions: Record<string, { cookie: string }> } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    const api = test.client({ cookie: stored.sessions[world.listening.url]?.cookie ?? '' })
    const { secret } = await api.me.startTotp({})
    await api.me.confirmTotp({ body: { code: totp(secret, test.clock.now()) } })
    test.clock.advance(30_000)

    const refused = await world.run(['login', '--email', email, '--password-stdin'], {
      stdin: password,
    })
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--totp') })
    const { code, asked } = await world.run(['login', '--email', email], {
      answers: [password, totp(secret, test.clock.now())],
    })
    expect(code).toBe(0)
    expect(asked.at(-1)?.question).toContain('Code')
    await api.me.stopTotp({})
  })
})

describe('logout', () => {
  it('ends the session on the server and forgets it', async () => {
    const { email, password } = world.owner
    await world.run(['login', '--email', email], { answers: [password] })
    const before = readFileSync(file, 'utf8')
    const cookie = /"cookie": "([^"]+)"/.exec(before)?.[1] ?? ''
    expect((await world.run(['logout'])).code).toBe(0)
    expect(readFileSync(file, 'utf8')).not.toContain(cookie)
    const response = await fetch(`${world.listening.url}/v1/me`, { headers: { cookie } })
    expect(response.status).toBe(401)
    expect(await world.run(['logout'])).toMatchObject({ code: 1 })
  })

  it('forgets a session that has ended already', async () => {
    const { email, password } = world.owner
    await world.run(['login', '--email', email], { answers: [password] })
    world.test.clock.advance(15 * 86_400_000)
    expect((await world.run(['logout'])).code).toBe(0)
    expect(await world.run(['logout'])).toMatchObject({ code: 1 })
  })
})

/** RFC 6238 with SHA-1, six digits and 30 seconds. */
function totp(secret: string, at: number): string {
  const bits = [...secret]
    .map(char => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
