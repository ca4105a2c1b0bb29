import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'

const PAGE =
  '<!doctype html><meta name="csp-nonce" content="{{nonce}}"><script src="/theme.js"></script>'
const SCRIPT = `console.log('${'keywright '.repeat(500)}')`
const FONT = randomBytes(2000)
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the backoffice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywright-web-'))
  let test: TestServer

  beforeAll(async () => {
    const web = join(folder, 'dist')
    mkdirSync(join(web, 'assets'), { recursive: true })
    writeFileSync(join(folder, 'secret.js'), 'secret')
    writeFileSync(join(web, 'index.html'), PAGE)
    writeFileSync(join(web, 'theme.js'), '// theme')
    writeFileSync(join(web, 'favicon.svg'), '<svg/>')
    writeFileSync(join(web, 'assets/index-Ab1_-x.js'), SCRIPT)
    writeFileSync(join(web, 'assets/inter-Cd2.woff2'), FONT)
    test = await createTestServer({ engine: 'sqlite', webFolder: web })
  })
  afterAll(async () => {
    await test.close()
    rmSync(folder, { recursive: true })
  })

  const get = (path: string, headers: Record<string, string> = {}) =>
    test.request(path, { headers })

  it('its page is never kept, and its policy lets in nothing but its own files and its nonce', async () => {
    const response = await get('/')
    const html = await response.text()
    const nonce = /content="([^"]+)"/.exec(html)?.[1] ?? ''
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    )
  })

  it('no two answers have the same nonce', async () => {
    const [one, two] = [await get('/'), await get('/')]
    expect(await one.text()).not.toBe(await two.text())
    expect(one.headers.get('content-security-policy')).not.toBe(
      two.headers.get('content-security-policy'),
    )
  })

  it('an address inside of it is answered with the page, for a person', async () => {
    for (const path of ['/main/keys', '/main/keys/key_01?tab=usage', '/vault', '/docsearch']) {
      const response = await get(path, BROWSER)
      expect(response.status, path).toBe(200)
      expect(await response.text()).toContain('csp-nonce')
    }
    expect((await get('/main/keys')).status).toBe(404)
    expect((await get('/main/keys', { accept: 'application/json' })).status).toBe(404)
  })

  it('a file with a hash in its name is kept for ever', async () => {
    const response = await get('/assets/index-Ab1_-x.js')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe(SCRIPT)
    const etag = response.headers.get('etag') ?? ''
    expect((await get('/assets/index-Ab1_-x.js', { 'if-none-match': etag })).status).toBe(304)
  })

  it('a file with a lasting name is asked for again each time', async () => {
    for (const path of ['/theme.js', '/favicon.svg']) {
      const response = await get(path)
      expect(response.headers.get('cache-control')).toBe('no-cache')
      const etag = response.headers.get('etag') ?? ''
      expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
    }
  })

  it('text travels packed to those who take it, and what is packed already as it is', async () => {
    const packed = { 'accept-encoding': 'gzip, br' }
    const script = await get('/assets/index-Ab1_-x.js', packed)
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(script.headers.get('vary')).toBe('accept-encoding')
    expect(gunzipSync(Buffer.from(await script.arrayBuffer())).toString()).toBe(SCRIPT)
    const font = await get('/assets/inter-Cd2.woff2', packed)
    expect(font.headers.get('content-encoding')).toBeNull()
    expect(font.headers.get('content-type')).toBe('font/woff2')
    expect(Buffer.from(await font.arrayBuffer())).toEqual(FONT)
  })

  it('HEAD answers the same without the body', async () => {
    for (const path of ['/', '/main/keys', '/theme.js', '/assets/index-Ab1_-x.js']) {
      const response = await test.request(path, { method: 'HEAD', headers: BROWSER })
      expect(response.status, path).toBe(200)
      expect(await response.text()).toBe('')
    }
  })

  it('what is not there stays a problem, for a person too', async () => {
    for (const path of [
      '/v1',
      '/v1/nothing',
      '/docs/nothing',
      '/livez/x',
      '/assets',
      '/assets/',
      '/assets/index-old.js',
      '/assets/deeper/index-Ab1_-x.js',
    ]) {
      const response = await get(path, BROWSER)
      expect(response.status, path).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' })
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; frame/)
    }
    const verify = await get('/v1/verify', BROWSER)
    expect(verify.status).toBe(405)
    const posted = await test.request('/main/keys', { method: 'POST', headers: BROWSER })
    expect(posted.status).toBe(404)
  })

  it.each([
    '/assets/..%2fsecret.js',
    '/assets/..%2F..%2Fsecret.js',
    '/assets/%2e%2e%2fsecret.js',
    '/assets/..%5csecret.js',
    '/assets/%252e%252e/secret.js',
    '/assets/index-Ab1_-x.js%00.css',
    '/assets/.env',
    '/..%2fsecret.js',
    '/%2e%2e%2fsecret.js',
    '/main%00',
    '/main/%5c..%5csecret.js',
    '//secret.example/x',
  ])('nothing leads out of its folder: %s', async path => {
    const response = await test.server.fetch(
      new Request(`http://localhost:4747${path}`, { headers: BROWSER }),
      { remoteAddress: '127.0.0.1' },
    )
    expect(response.status).toBe(404)
  })
})

describe('a server without a built backoffice', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await createTestServer({ engine: 'sqlite', webFolder: '/nowhere' })
  })
  afterAll(() => test.close())

  it('says how to build it, and serves everything else', async () => {
    for (const path of ['/', '/main/keys']) {
      const response = await test.request(path, { headers: BROWSER })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({
        detail: expect.stringContaining('npm run build'),
      })
    }
    expect((await test.request('/livez')).status).toBe(200)
    expect((await test.request('/theme.js')).status).toBe(404)
  })
})
