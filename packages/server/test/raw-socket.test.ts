import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Endpoint } from '@keywright/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../src/http/listen.ts'
import { createTestServer, type TestServer } from '../src/testing/create-test-server.ts'
import { ALL_ENDPOINTS } from './contract-table.ts'
import { sampleOf } from './samples.ts'
import { createScene, type Scene } from './scene.ts'
import { requestOf } from './send.ts'
import { type Answer, misbehaviour } from './well-behaved.ts'

const SEED = 20260101
const PATIENCE_MILLISECONDS = 10_000

/** A request as lines of text, before it is spoiled. */
interface Lines {
  method: string
  target: string
  headers: readonly string[]
  body: string
}

/** Ways to spoil the bytes that the fetch standard would not even let a client send. */
const SPOILAGES: Record<string, (lines: Lines) => string> = {
  'a target that climbs': lines =>
    render({ ...lines, target: `/../../..${lines.target}/../../etc/passwd` }),
  'a target with raw bytes': lines =>
    render({ ...lines, target: `${lines.target}\u00ff\u0080<>"{}` }),
  'a target with a space': lines => render({ ...lines, target: `${lines.target} x` }),
  'a target with a tab': lines => render({ ...lines, target: `${lines.target}\tx` }),
  'a target with a NUL': lines => render({ ...lines, target: `${lines.target}\u0000` }),
  'a target with a fragment': lines => render({ ...lines, target: `${lines.target}#x` }),
  'a whole address as target': lines =>
    render({ ...lines, target: `http://evil.example${lines.target}` }),
  'a target of another scheme': lines => render({ ...lines, target: 'file:///etc/passwd' }),
  'a target with two slashes': lines =>
    render({ ...lines, target: `//evil.example${lines.target}` }),
  'a target without a slash': lines => render({ ...lines, target: lines.target.slice(1) }),
  'a target with backslashes': lines =>
    render({ ...lines, target: lines.target.replaceAll('/', '\\') }),
  'a target of 8 200 bytes': lines =>
    render({ ...lines, target: `${lines.target}?${'x'.repeat(8200)}` }),
  'the method TRACE': lines => render({ ...lines, method: 'TRACE' }),
  'the method TRACK': lines => render({ ...lines, method: 'TRACK' }),
  'the method QUERY': lines => render({ ...lines, method: 'QUERY' }),
  'a method in small letters': lines => render({ ...lines, method: lines.method.toLowerCase() }),
  'two hosts': lines => render(withHeaders(lines, 'Host: other')),
  'a host of nonsense': lines => render(withHeaders(lines, 'Host: [::1', 'X-Forwarded-Host: a b')),
  'a header of raw bytes': lines => render(withHeaders(lines, 'X-Api-Key: \u00ff\u00fe\u0001')),
  'a header with a NUL': lines => render(withHeaders(lines, 'X-Auth-Token: a\u0000b')),
  'a folded header': lines => render(withHeaders(lines, 'X-Note: a', ' b')),
  'a bare line feed in a header': lines => render(withHeaders(lines, 'X-Note: a\nX-Other: b')),
  'a space before a colon': lines => render(withHeaders(lines, 'X-Note : a')),
  'two thousand headers': lines =>
    render(withHeaders(lines, ...Array.from({ length: 2000 }, (_, n) => `a${n}: b`))),
  'two thousand headers of one name': lines =>
    render(withHeaders(lines, ...Array<string>(2000).fill('a: b'))),
  'the credential twice': lines =>
    render(withHeaders(lines, ...lines.headers.filter(line => line.startsWith('cookie')))),
  'a length that is none': lines => render(withHeaders(lines, 'Content-Length: ten')),
  'a negative length': lines => render(withHeaders(lines, 'Content-Length: -1')),
  'two lengths': lines => render(withHeaders(lines, 'Content-Length: 1', 'Content-Length: 2')),
  'a length beside chunks': lines =>
    render(withHeaders(lines, 'Content-Length: 5', 'Transfer-Encoding: chunked')),
  'an unknown transfer encoding': lines => render(withHeaders(lines, 'Transfer-Encoding: rot13')),
  'chunks that are none': lines =>
    `${render({ ...withHeaders(lines, 'Transfer-Encoding: chunked'), body: '' })}zz\r\nxx\r\n0\r\n\r\n`,
  'a chunk beyond all bounds': lines =>
    `${render({ ...withHeaders(lines, 'Transfer-Encoding: chunked'), body: '' })}ffffffffffffffff\r\nx`,
  'chunks of more than a mebibyte': lines => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    const head = render({ ...withHeaders(lines, 'Transfer-Encoding: chunked'), body: '' })
    return `${head}${chunk.repeat(20)}0\r\n\r\n`
  },
  'an expectation': lines => render(withHeaders(lines, 'Expect: 100-continue')),
  'an upgrade': lines => render(withHeaders(lines, 'Connection: Upgrade', 'Upgrade: h2c')),
  'HTTP/2 without asking': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  TLS: () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'an asterisk': lines => render({ ...lines, method: 'OPTIONS', target: '*' }),
}

describe('raw bytes on a socket', () => {
  let test: TestServer
  let listening: Listening
  let scene: Scene
  const failures: unknown[] = []
  const onFailure = (error: unknown) => void failures.push(error)

  beforeAll(async () => {
    process.on('unhandledRejection', onFailure)
    process.on('uncaughtException', onFailure)
    test = await createTestServer({ engine: 'sqlite' })
    listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await listening.close()
    await test.close()
    process.off('unhandledRejection', onFailure)
    process.off('uncaughtException', onFailure)
  })

  /** The request that would succeed, as bytes. */
  async function linesOf(endpoint: Endpoint): Promise<Lines> {
    scene = await createScene(test)
    const sample = await sampleOf(endpoint.id)(scene)
    const { path, init } = requestOf(endpoint, sample, { cookie: scene.owner.cookie })
    const headers = Object.entries(init.headers).map(pair => pair.join(': '))
    return {
      method: init.method,
      target: path,
      headers: ['Host: localhost', 'Connection: close', ...headers],
      body: typeof init.body === 'string' ? init.body : '',
    }
  }

  it.each(ALL_ENDPOINTS.map(endpoint => [endpoint.id, endpoint] as const))(
    '%s answers every spoiled request with a refusal that tells nothing, or closes the connection',
    async (_, endpoint) => {
      const lines = await linesOf(endpoint)
      const faults: string[] = []
      for (const [name, spoil] of Object.entries(SPOILAGES)) {
        const answers = answersIn(await exchange(listening, spoil(lines)), lines.method)
        for (const answer of answers) {
          faults.push(...misbehaviour(answer).map(fault => `${name}: ${fault}`))
        }
      }
      expect(faults, faults.join('\n')).toEqual([])
      expect(failures).toEqual([])
    },
  )

  it('noise of any kind is refused or left unanswered, and the server goes on', async () => {
    const line = fc.string({ unit: 'binary', maxLength: 200 })
    const noise = fc.oneof(
      line,
      fc.array(line).map(parts => `GET / HTTP/1.1\r\n${parts.join('\r\n')}\r\n\r\n`),
      fc
        .tuple(line, line, line)
        .map(([method, target, header]) => `${method} ${target} HTTP/1.1\r\n${header}\r\n\r\n`),
      fc
        .uint8Array({ maxLength: 300 })
        .map(bytes => `POST /v1/verify HTTP/1.1\r\n\r\n${Buffer.from(bytes).toString('latin1')}`),
    )
    await fc.assert(
      fc.asyncProperty(noise, async bytes => {
        for (const answer of answersIn(await exchange(listening, bytes), 'GET')) {
          expect(misbehaviour(answer)).toEqual([])
        }
      }),
      { seed: SEED, numRuns: 300, endOnFailure: true },
    )
    expect(failures).toEqual([])
    const alive = await exchange(listening, 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(alive).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('clients that hang up in the middle of anything leave the server as it was', async () => {
    const whole = render(await linesOf(endpointOf('keys.create')))
    for (let length = 1; length < whole.length; length += 7) {
      const socket = open(listening)
      await once(socket, 'connect')
      await new Promise(resolve => socket.write(whole.slice(0, length), 'latin1', resolve))
      socket.resetAndDestroy()
    }
    expect(failures).toEqual([])
    expect(await exchange(listening, whole)).toMatch(/^HTTP\/1\.1 201 /)
  })

  it('no header is so far behind that it is not read', async () => {
    const { headers, ...lines } = await linesOf(endpointOf('keys.list'))
    const flood = Array<string>(2100).fill('a:')
    const text = await exchange(
      listening,
      render({ ...lines, headers: [...headers, ...flood, 'Api-Key: another'] }),
    )
    const [answer] = answersIn(text, 'GET')
    expect(JSON.parse(answer?.text ?? '')).toMatchObject({ code: 'CREDENTIAL_CONFLICT' })
  })

  it('requests one behind the other on one connection are answered in their order', async () => {
    const [first, second] = ['GET /livez', 'GET /nowhere'].map(
      start => `${start} HTTP/1.1\r\nHost: x\r\n`,
    )
    const text = await exchange(listening, `${first}\r\n${second}Connection: close\r\n\r\n`)
    expect(answersIn(text, 'GET').map(({ status }) => status)).toEqual([200, 404])
  })
})

describe('a client that takes its time', () => {
  const limits = { headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 15 }

  it.each([
    ['with the headers', 'GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['with the body', 'POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"tok'],
  ])('%s is refused when the limit is over, and its connection is closed', async (_, part) => {
    const test = await createTestServer({ engine: 'sqlite' })
    const listening = await listen(test.server, { host: '127.0.0.1', port: 0 }, limits)
    try {
      const socket = open(listening)
      socket.write(part)
      const [answer] = answersIn(await readAll(socket), 'GET')
      expect(answer?.status).toBe(408)
      expect(misbehaviour(answer as Answer)).toEqual([])
      expect(JSON.parse(answer?.text ?? '')).toMatchObject({ code: 'REQUEST_TIMEOUT' })
    } finally {
      await listening.close()
      await test.close()
    }
  })
})

function endpointOf(id: string): Endpoint {
  const found = ALL_ENDPOINTS.find(endpoint => endpoint.id === id)
  if (!found) throw new Error(`${id} is not in the contract`)
  return found
}

function render({ method, target, headers, body }: Lines): string {
  const length = headers.some(line => /^(content-length|transfer-encoding):/i.test(line))
    ? []
    : [`Content-Length: ${Buffer.byteLength(body)}`]
  return `${method} ${target} HTTP/1.1\r\n${[...headers, ...length].join('\r\n')}\r\n\r\n${body}`
}

function withHeaders(lines: Lines, ...headers: string[]): Lines {
  return { ...lines, headers: [...lines.headers, ...headers] }
}

function open({ url }: Listening): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  // A reset is one more way to be refused.
  socket.on('error', () => {})
  return socket
}

/** Sends bytes and nothing after them; all that comes back until the server closes. */
async function exchange(listening: Listening, bytes: string): Promise<string> {
  const socket = open(listening)
  socket.end(bytes, 'latin1')
  return readAll(socket)
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk))
  const timer = setTimeout(
    () => socket.destroy(new Error('The server hangs')),
    PATIENCE_MILLISECONDS,
  )
  const started = performance.now()
  await new Promise<void>(resolve => socket.once('close', () => resolve()))
  clearTimeout(timer)
  if (performance.now() - started >= PATIENCE_MILLISECONDS) throw new Error('The server hangs')
  return Buffer.concat(chunks).toString('latin1')
}

/** The answers in what a server sent on one connection. */
function answersIn(text: string, method: string): Answer[] {
  const answers: Answer[] = []
  let rest = text
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n')
    const [status = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Headers(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trim()]
      }),
    )
    rest = rest.slice(end + 4)
    const [body, after] = bodyOf(rest, headers)
    rest = after
    const code = Number(status.split(' ')[1])
    // The word to go on is no answer.
    if (code >= 200) answers.push({ method, status: code, headers, text: body })
  }
  return answers
}

function bodyOf(rest: string, headers: Headers): [body: string, after: string] {
  if (headers.get('transfer-encoding') !== 'chunked') {
    const length = Number(headers.get('content-length') ?? 0)
    return [Buffer.from(rest.slice(0, length), 'latin1').toString(), rest.slice(length)]
  }
  let body = ''
  let left = rest
  for (;;) {
    const size = Number.parseInt(left, 16)
    left = left.slice(left.indexOf('\r\n') + 2)
    if (!size) return [Buffer.from(body, 'latin1').toString(), left.replace(/^\r\n/, '')]
    body += left.slice(0, size)
    left = left.slice(size + 2)
  }
}
