import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IssuedKey, Key } from '@keywright/contract'
import { isWellFormedToken } from '@keywright/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type Ran, type World } from './testing/harness.ts'

let world: World

beforeAll(async () => {
  world = await createWorld()
  const { email, password } = world.owner
  const { code } = await world.run(['login', '--email', email], { answers: [password] })
  if (code !== 0) throw new Error('The owner cannot log in')
})
afterAll(() => world.close())

describe('exit codes', () => {
  it('are 1 for a refusal, with what the server says and how to find it in the log', async () => {
    const { code, stdout, stderr } = await world.run(['keys', 'create', 'X', '--role', 'NOBODY'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/ROLE_NOT_FOUND, request req_/)
  })

  it('are 2 for a wrong command line, with where to read on', async () => {
    const wrong = [
      [],
      ['nonsense'],
      ['keys'],
      ['keys', 'nonsense'],
      ['keys', 'list', '--nonsense'],
      ['keys', 'list', 'surplus'],
      ['keys', 'list', '--limit', 'many'],
      ['keys', 'list', '--limit'],
      ['keys', 'list', '--state', 'sleeping'],
      ['keys', 'show'],
      ['keys', 'create', 'X'],
      ['keys', 'update', 'X'],
      ['keys', 'rotate', 'X', '--overlap', 'soon'],
      ['keys', 'explain', 'X'],
      ['users', 'add', 'ada@example.com'],
      ['audit', 'verify', '--head', 'x'],
      ['me', '--url', 'ftp://example.com'],
    ]
    for (const argv of wrong) {
      const { code, stdout, stderr } = await world.run(argv)
      expect({ argv, code, stdout }).toEqual({ argv, code: 2, stdout: '' })
      expect(stderr).toContain('--help')
    }
  })

  it('are 3 where nobody answers, or somebody else does', async () => {
    const closed = await world.run(['me', '--url', 'http://127.0.0.1:9'])
    expect(closed).toMatchObject({ code: 3, stderr: expect.stringContaining('Cannot reach') })
    const unknown = await world.run(['me', '--url', `${world.listening.url}/elsewhere`])
    expect(unknown.code).toBe(1)
  })

  it('are 4 where a verification says no', async () => {
    const { code, stdout } = await world.run(['verify', 'kw_nonsense'])
    expect(code).toBe(4)
    expect(stdout).toContain('NOT_FOUND')
  })
})

describe('--json', () => {
  it('stands anywhere, and puts nothing but JSON on standard output', async () => {
    for (const argv of [
      ['--json', 'keys', 'list'],
      ['keys', '--json', 'list'],
      ['keys', 'list', '--json'],
      ['--domain', 'main', 'keys', 'list', '--json'],
      ['domains', 'list', '--json'],
      ['users', 'list', '--json'],
      ['me', '--json'],
      ['audit', 'list', '--json'],
      ['audit', 'list', '--instance', '--json'],
      ['audit', 'verify', '--json'],
      ['audit', 'verify', '--instance', '--json'],
    ]) {
      const { code, stdout, stderr } = await world.run(argv)
      expect({ argv, code, stderr }).toEqual({ argv, code: 0, stderr: '' })
      expect(JSON.parse(stdout)).toBeTypeOf('object')
    }
  })

  it('tells a refusal as JSON on standard error', async () => {
    const { stdout, stderr } = await world.run(['keys', 'show', 'Nobody', '--json'])
    expect(stdout).toBe('')
    expect(JSON.parse(stderr)).toEqual({ error: { message: 'There is no key named "Nobody".' } })
    const refused = await world.run(['keys', 'list', '--domain', 'nowhere', '--json'])
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'DOMAIN_NOT_FOUND' } })
  })
})

describe('keys', () => {
  it('live a whole life on the command line', async () => {
    const { json, run } = world
    const made = await json<IssuedKey>([
      ...['keys', 'create', 'Life', '--description', 'All of it', '--expires-in-days', '9'],
      ...['-s', 'content.*:read', '-s', 'content.article:update', '--ip', '127.0.0.0/8'],
      ...['--metadata', 'team=blue', '--metadata', 'note=a=b', '--acts-as', world.owner.email],
    ])
    expect(made.key).toMatchObject({
      name: 'Life',
      description: 'All of it',
      scopes: ['content.*:read', 'content.article:update'],
      ipAllow: ['127.0.0.0/8'],
      metadata: { team: 'blue', note: 'a=b' },
      actsAsEmail: world.owner.email,
    })
    const may = (permission: string, token = made.token) =>
      run(['verify', token, '-p', permission, '--ip', '127.0.0.1'])
    expect((await may('content.article:update')).code).toBe(0)
    expect(await may('content.article:delete')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('FORBIDDEN'),
    })

    const narrowed = await json<Key>([
      ...['keys', 'update', 'Life', '--name', 'Life 2', '-s', 'content.*:read'],
      ...['--no-expiry', '--no-acts-as', '--any-ip'],
    ])
    expect(narrowed).toMatchObject({
      name: 'Life 2',
      scopes: ['content.*:read'],
      actsAs: null,
      ipAllow: [],
    })
    expect((await may('content.article:update')).code).toBe(4)

    expect((await run(['keys', 'disable', 'Life 2'])).code).toBe(0)
    expect((await may('content.article:read')).stdout).toContain('DISABLED')
    expect((await run(['keys', 'enable', made.key.id])).code).toBe(0)

    const rotated = await json<IssuedKey>(['keys', 'rotate', 'Life 2', '--overlap', '1h'])
    expect(rotated.token).not.toBe(made.token)
    expect((await may('content.article:read')).code).toBe(0)
    expect((await may('content.article:read', rotated.token)).code).toBe(0)
    expect((await run(['keys', 'show', 'Life 2'])).stdout).toContain('Life 2')

    const explained = await run(['keys', 'explain', 'Life 2', '-p', 'content.article:update'])
    expect(explained).toMatchObject({ code: 4, stdout: expect.stringContaining('scopes') })
    expect((await run(['keys', 'explain', 'Life 2', '-p', 'content.article:read'])).code).toBe(0)

    expect((await run(['keys', 'revoke', 'Life 2', '--reason', 'done'])).code).toBe(0)
    expect((await may('content.article:read', rotated.token)).stdout).toContain('REVOKED')
    const revoked = await run(['keys', 'list', '--state', 'revoked'])
    expect(revoked.stdout).toContain(made.key.id)
  })

  it('are made with --quiet so that standard output is the token alone', async () => {
    const made = await world.run(['keys', 'create', 'Quiet', '-s', 'content.*:read', '--quiet'])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(isWellFormedToken(made.stdout.slice(0, -1))).toBe(true)
    expect(made.stdout.endsWith('\n')).toBe(true)
    const rotated = await world.run(['keys', 'rotate', 'Quiet', '-q'])
    expect(isWellFormedToken(rotated.stdout.trim())).toBe(true)
  })

  it('show their token when it is made and never again', async () => {
    const { run } = world
    const made = await run(['keys', 'create', 'Once', '-s', 'content.*:read'])
    const token = /Token {2}(kw_\w+)/.exec(made.stdout)?.[1] ?? ''
    expect(isWellFormedToken(token)).toBe(true)
    const later: Ran[] = []
    for (const argv of [
      ['keys', 'list'],
      ['keys', 'list', '--json'],
      ['keys', 'show', 'Once', '--json'],
      ['verify', token, '--json'],
      ['verify', token, '--nonsense'],
      ['keys', 'show', token],
      ['me', '--token', token],
      ['keys', 'list', '--token', token],
      ['audit', 'export'],
    ]) {
      later.push(await run(argv))
    }
    const said = later.map(({ stdout, stderr }) => stdout + stderr).join()
    expect(said).toContain('Once')
    expect(said).not.toContain(token)
  })

  it('are not found by a name that two of them have, and then the ids are told', async () => {
    const scope = ['-s', 'content.*:read']
    const one = await world.json<IssuedKey>(['keys', 'create', 'Twin', ...scope])
    const two = await world.json<IssuedKey>(['keys', 'create', 'Twin', ...scope])
    const { code, stderr } = await world.run(['keys', 'disable', 'Twin'])
    expect(code).toBe(1)
    expect(stderr).toContain(one.key.id)
    expect(stderr).toContain(two.key.id)
    expect((await world.run(['keys', 'disable', two.key.id])).code).toBe(0)
  })

  it('are revoked at a terminal only after a yes', async () => {
    const { run, json } = world
    await run(['keys', 'create', 'Asked', '-s', 'content.*:read'])
    const no = await run(['keys', 'revoke', 'Asked'], { answers: ['y'] })
    expect(no).toMatchObject({ code: 1, asked: [{ question: expect.stringContaining('"Asked"') }] })
    expect(await json<Key>(['keys', 'show', 'Asked'])).toMatchObject({ state: 'active' })
    const yes = await run(['keys', 'revoke', 'Asked'], { answers: ['yes'] })
    expect(yes.code).toBe(0)
    await run(['keys', 'create', 'Unasked', '-s', 'content.*:read'])
    const unasked = await run(['keys', 'revoke', 'Unasked', '--yes'], { answers: [] })
    expect(unasked).toMatchObject({ code: 0, asked: [] })
  })

  it('are listed page after page as far as asked, and it is told when there are more', async () => {
    for (let i = 0; i < 3; i++) {
      await world.run(['keys', 'create', `Many ${i}`, '-s', 'content.*:read'])
    }
    const two = await world.run(['keys', 'list', '--search', 'Many', '--limit', '2'])
    expect(two.stdout.trim().split('\n')).toHaveLength(3)
    expect(two.stderr).toContain('more')
    const all = await world.json<{ items: Key[]; more: boolean }>([
      ...['keys', 'list', '--search', 'Many', '--all', '--sort', 'name'],
    ])
    expect(all.items.map(({ name }) => name)).toEqual(['Many 0', 'Many 1', 'Many 2'])
    expect(all.more).toBe(false)
  })

  it('call the server themselves, from an option or the environment', async () => {
    const made = await world.run(['keys', 'create', 'Caller', '--role', 'ADMIN', '-q'])
    const token = made.stdout.trim()
    const env = { KEYWRIGHT_TOKEN: token, XDG_CONFIG_HOME: '/nonexistent' }
    expect((await world.run(['me'], { env })).stdout).toContain('Caller')
    const listed = await world.run(['keys', 'list'], { env })
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('Caller') })
    const verified = await world.run(['verify', '-'], { env, stdin: `${token}\n` })
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('VALID') })
  })
})

describe('domains and users', () => {
  it('are made, invited and added; of several domains one must be named', async () => {
    const { run, json } = world
    expect((await run(['domains', 'create', 'shop', '--name', 'Web shop'])).code).toBe(0)
    expect((await run(['domains', 'list'])).stdout).toContain('Web shop')
    const unnamed = await run(['users', 'list'])
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining('main, shop') })
    const env = { KEYWRIGHT_DOMAIN: 'shop' }
    expect((await run(['users', 'list'], { env })).stdout).toContain(world.owner.email)

    const invite = ['users', 'invite', 'ada@example.com', '--role', 'EDITOR', '--days', '3']
    const { link } = await json<{ link: string }>(invite, { env })
    expect(link).toMatch(/^http/)
    await world.test.seed.user('bob')
    const added = await run(['users', 'add', 'bob@example.com', '--role', 'READONLY'], { env })
    expect(added.code).toBe(0)
    expect((await run(['users', 'list', '--search', 'bob', '-d', 'shop'])).stdout).toMatch(
      /bob@example\.com +bob +READONLY/,
    )
  })
})

describe('openapi', () => {
  it('prints the document, or writes it to a file', async () => {
    const printed = await world.run(['openapi'])
    expect(JSON.parse(printed.stdout)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) })
    const path = join(world.home, 'openapi.json')
    const written = await world.run(['openapi', '-o', path])
    expect(written).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(path, 'utf8')).toBe(printed.stdout)
  })
})

describe('text from elsewhere', () => {
  it('cannot move the cursor of the terminal', async () => {
    const { test } = world
    const { id } = await test.seed.domain('odd')
    const { cookie } = await test.seed.user('odd', { roles: { [id]: 'ADMIN' } })
    const home = join(world.home, 'odd')
    const env = { XDG_CONFIG_HOME: home }
    await world.run(['login', '--email', world.owner.email], {
      env,
      answers: [world.owner.password],
    })
    const file = join(home, 'keywright', 'credentials.json')
    const stored = { cookie, email: 'odd@example.com' }
    const { url } = world.listening
    writeFileSync(file, JSON.stringify({ url, sessions: { [url]: stored } }))
    await test.server.foundation.database.db
      .updateTable('users')
      .set({ name: 'a\u001b[2Jb\u202ec' })
      .where('email', '=', 'odd@example.com')
      .execute()
    const { stdout } = await world.run(['users', 'list'], { env })
    expect(stdout).toContain('a [2Jb c')
  })
})
