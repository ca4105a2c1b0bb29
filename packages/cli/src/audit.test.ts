import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from './testing/harness.ts'

let world: World
let file: string

beforeAll(async () => {
  world = await createWorld()
  const { email, password } = world.owner
  await world.run(['login', '--email', email], { answers: [password] })
  for (const name of ['A', 'B', 'C', 'D']) {
    await world.run(['keys', 'create', name, '-s', 'content.*:read'])
  }
  file = join(world.home, 'audit.ndjson')
  const { code } = await world.run(['audit', 'export', '-o', file])
  if (code !== 0) throw new Error('The trail cannot be exported')
})
afterAll(() => world.close())

describe('audit list', () => {
  it('shows who did what, and takes the filters', async () => {
    const { stdout } = await world.run(['audit', 'list', '--action', 'key.created', '--limit', '1'])
    expect(stdout).toMatch(/owner@keywright\.local +127\.0\.0\.1 +key\.created +key D/)
    const signIns = await world.run(['audit', 'list', '--instance'])
    expect(signIns.stdout).toContain(world.owner.email)
    expect((await world.run(['audit', 'list', '--target', 'key_x'])).stdout).toBe('Nothing.\n')
  })
})

describe('audit export', () => {
  it('gives the same lines on standard output and in a file that only its owner reads', async () => {
    const { code, stdout, stderr } = await world.run(['audit', 'export'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(readFileSync(file, 'utf8')).toBe(stdout)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const csv = await world.run(['audit', 'export', '--format', 'csv', '--action', 'key.'])
    expect(csv.stdout).toMatch(/^"seq","at"/)
  })

  it('shows at a terminal how far it is, and leaves the line clean', async () => {
    const { stderr } = await world.run(['audit', 'export'], { answers: [] })
    expect(stderr).toMatch(/\r\d+ lines …\r/)
    expect(stderr.endsWith('\r\u001b[K')).toBe(true)
  })

  it('leaves no file behind when the server breaks off', async () => {
    const broken = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write('{"seq":1}\n', () => response.destroy())
    })
    await new Promise<void>(resolve => broken.listen(0, '127.0.0.1', resolve))
    const { port } = broken.address() as AddressInfo
    const path = join(world.home, 'broken.ndjson')
    const { code, stderr } = await world.run([
      'audit',
      'export',
      '-o',
      path,
      '-d',
      'main',
      '--url',
      `http://127.0.0.1:${port}`,
    ])
    broken.close()
    expect(code).toBe(3)
    expect(stderr).toContain('Cannot reach')
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false])
  })
})

describe('audit verify', () => {
  it('asks the server for the chain of the domain and of the instance', async () => {
    const { code, stdout } = await world.run(['audit', 'verify'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+ events, all as they were written\.\nHead: [0-9a-f]{64}\n$/)
    expect((await world.run(['audit', 'verify', '--instance'])).code).toBe(0)
    const watched = await world.run(['audit', 'verify'], { answers: [] })
    expect(watched).toMatchObject({ stdout, stderr: 'The server checks …\r\u001b[K' })
  })

  it('checks an export without a server, from a file or standard input', async () => {
    const env = { KEYWRIGHT_URL: 'http://127.0.0.1:9', XDG_CONFIG_HOME: '/nonexistent' }
    const online = await world.json<{ headHash: string }>(['audit', 'verify'])
    const offline = await world.json(['audit', 'verify', file], { env })
    expect(offline).toEqual(online)
    const stdin = readFileSync(file, 'utf8')
    expect(
      await world.json(['audit', 'verify', '-', '--head', online.headHash], { env, stdin }),
    ).toEqual(online)
  })

  it('names every fault of an export, and ends with 1', async () => {
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    const swapped = [...lines.slice(0, 2), lines[3], lines[2], ...lines.slice(4)]
    const cases: [string, (string | undefined)[], string][] = [
      [
        'changed',
        lines.map((line, i) => (i === 2 ? line.replace('"action":"', '"action":"x') : line)),
        'Event 3 was changed',
      ],
      [
        'torn',
        [...lines.slice(0, -1), lines.at(-1)?.slice(0, 40)],
        `Event ${lines.length} was changed`,
      ],
      ['removed', lines.filter((_, i) => i !== 2), 'Event 3 is missing'],
      ['swapped', swapped, 'Event 3 comes after event 4'],
    ]
    for (const [name, tampered, message] of cases) {
      const path = join(world.home, `${name}.ndjson`)
      writeFileSync(path, `${tampered.join('\n')}\n`)
      const { code, stdout } = await world.run(['audit', 'verify', path])
      expect({ name, code }).toEqual({ name, code: 1 })
      expect(stdout).toContain(message)
    }
  })

  it('finds a cut end where the head is known', async () => {
    const { headHash } = await world.json<{ headHash: string }>(['audit', 'verify'])
    const path = join(world.home, 'cut.ndjson')
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    writeFileSync(path, lines.slice(0, -1).join('\n'))
    expect((await world.run(['audit', 'verify', path])).code).toBe(0)
    const { code, stdout } = await world.run(['audit', 'verify', path, '--head', headHash])
    expect(code).toBe(1)
    expect(stdout).toContain('truncated')
    expect((await world.run(['audit', 'verify', path, '--head', 'abc'])).code).toBe(2)
  })

  it('ends with 1 where there is no such file', async () => {
    const { code, stderr } = await world.run(['audit', 'verify', '/nonexistent.ndjson'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/ENOENT/)
    expect(stderr).not.toContain(' at ')
  })
})
