import type { Endpoint } from '@keywright/contract'
import { unknownToken } from './sample-parts.ts'
import { FORM, type RawRequest } from './send.ts'

/** One way to spoil a request that was fine. */
export interface Attack {
  name: string
  /** Which part of a request it spoils. */
  part: 'body' | 'type' | 'headers' | 'query' | 'path' | 'method'
  /** Whether it makes sense at an endpoint; default: at all. */
  suits?(endpoint: Endpoint): boolean
  spoil(request: RawRequest): RawRequest
}

const NUL = String.fromCharCode(0)
const MEBIBYTE = 1024 * 1024
/** Far more than a stack takes. */
const LEVELS = 100_000

const BODIES: Record<string, string | Uint8Array<ArrayBuffer>> = {
  'no body': '',
  'a blank body': ' ',
  'a JSON null': 'null',
  'a JSON number': '12',
  'a JSON text': '"text"',
  'a JSON list': '[]',
  'an empty object': '{}',
  'a list of objects': '[{}]',
  'half an object': '{"name":',
  'half a text': '"abc',
  'an open list': '[',
  'a trailing comma': '{"name":1,}',
  'single quotes': "{'name':1}",
  'a bare word': 'undefined',
  'not a number': '{"limit":NaN}',
  'a comment': '{}//',
  'two documents': '{}{}',
  'a byte order mark': '\ufeff{}',
  'a raw NUL': NUL,
  'an escaped NUL in a name': '{"\\u0000":1}',
  'an escaped NUL in a value': '{"name":"\\u0000","token":"\\u0000","email":"\\u0000"}',
  'a lone surrogate in a name': '{"\\ud800":1}',
  'lone surrogates in values': '{"name":"\\ud800","token":"\\udfff","reason":"\\ud800"}',
  'a prototype': '{"__proto__":{"instanceAdmin":true,"polluted":1}}',
  'only a prototype, as a list': '{"__proto__":[]}',
  'a constructor': '{"constructor":{"prototype":{"polluted":1}}}',
  'methods of all objects': '{"toString":1,"valueOf":1,"hasOwnProperty":1}',
  'the same name twice': '{"name":"a","name":[]}',
  'numbers beyond all bounds': '{"limit":1e999,"overlapSeconds":-1e999,"expiresInDays":1e308}',
  '10 000 levels of lists': '['.repeat(10_000) + ']'.repeat(10_000),
  '10 000 levels of objects': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  'a hundred thousand levels': '['.repeat(LEVELS) + ']'.repeat(LEVELS),
  'a hundred thousand open levels': '['.repeat(LEVELS),
  'ten thousand names': `{${Array.from({ length: 10_000 }, (_, n) => `"${n}":0`)}}`,
  'a megabyte of one text': JSON.stringify({ name: 'x'.repeat(MEBIBYTE - 20) }),
  'more than a mebibyte': JSON.stringify({ name: 'x'.repeat(MEBIBYTE) }),
  'bytes that are not UTF-8': Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d),
  'an overlong UTF-8 sequence': Uint8Array.of(0x22, 0xc0, 0x80, 0x22),
  'a form': 'grant_type=a&token=b',
  'a form with a name twice': 'token=a&token=b&grant_type=x&grant_type=y',
  'a form of nothing': '&&&===&%zz=%ff&__proto__=1',
  'a form with a NUL': 'token=%00&grant_type=%00',
  'a form with broken UTF-8': 'token=%ed%a0%80&grant_type=%ff',
  'a form with a prototype': '__proto__[a]=1&constructor=1&token=t&grant_type=g',
}

const CONTENT_TYPES: Record<string, string> = {
  none: '',
  text: 'text/plain',
  xml: 'application/xml',
  multipart: 'multipart/form-data; boundary=x',
  binary: 'application/octet-stream',
  'a wildcard': '*/*',
  'another charset': 'application/json; charset=utf-16',
  'many parameters': `application/json${';a=b'.repeat(500)}`,
  'only separators': ';;;,,,//',
  'something like JSON': 'application/jsonp',
  'two types': 'application/json, text/plain',
}

const HEADERS: Record<string, Record<string, string>> = {
  'two keys': { 'x-api-key': unknownToken(), 'api-key': unknownToken() },
  'a key beside the session': { authorization: `Bearer ${unknownToken()}` },
  'a key that nobody has': { cookie: '', 'api-key': unknownToken() },
  'an empty bearer': { cookie: '', authorization: 'Bearer ' },
  'a bearer without a space': { cookie: '', authorization: 'Bearer' },
  'a scheme that nobody knows': { cookie: '', authorization: 'Digest username="x", realm=""' },
  'an authorization of spaces': { cookie: '', authorization: '   ' },
  'a long authorization': { cookie: '', authorization: `Bearer ${'a'.repeat(10_240)}` },
  'a basic of nothing': { cookie: '', authorization: 'Basic ' },
  'a basic without a colon': { cookie: '', authorization: `Basic ${btoa('nothing')}` },
  'a basic that is not base64': { cookie: '', authorization: 'Basic %%%=*' },
  'a basic of bytes': { cookie: '', authorization: `Basic ${btoa('\u0000\u00ff:\u0000')}` },
  'letters beyond ASCII': { cookie: '', 'x-auth-token': '\u00e4\u00f6\u00fc\u00ff\u0080' },
  'a session that is none': { cookie: 'keywright=abc' },
  'an empty session': { cookie: 'keywright=' },
  'a session of ten kibibytes': { cookie: `keywright=${'a'.repeat(10_240)}` },
  'a cookie of separators': { cookie: ';;;===;keywright;=keywright;;' },
  'a cookie with letters beyond ASCII': { cookie: 'keywright=\u00ff\u0080' },
  'a thousand cookies': { cookie: Array.from({ length: 1000 }, (_, n) => `c${n}=1`).join('; ') },
  'a page of another site': { 'sec-fetch-site': 'cross-site' },
  'an origin that is none': { origin: 'null' },
  'an origin that cannot be read': { origin: 'http://[' },
  'an unquoted If-Match': { 'if-match': 'v1' },
  'a weak If-Match': { 'if-match': 'W/"v1"' },
  'a list of If-Match': { 'if-match': '"v1", "v2"' },
  'an If-Match beyond all versions': { 'if-match': '"v999999999999999"' },
  'an If-Match of ten kibibytes': { 'if-match': `"v${'9'.repeat(10_240)}"` },
  'a blank Idempotency-Key': { 'idempotency-key': ' ' },
  'an Idempotency-Key beyond ASCII': { 'idempotency-key': '\u00e9' },
  'an Idempotency-Key of ten kibibytes': { 'idempotency-key': 'k'.repeat(10_240) },
  'an X-Forwarded-For of nonsense': { 'x-forwarded-for': 'unknown, ,,%00, 999.1.1.1' },
  'a thousand forwarders': { 'x-forwarded-for': Array(1000).fill('10.0.0.1').join(', ') },
  'a user agent of ten kibibytes': { 'user-agent': '\u00ff'.repeat(10_240) },
  'an Accept for nothing we have': { accept: 'image/png;q=0' },
  'a compressed body that is none': { 'content-encoding': 'gzip' },
  'a range': { range: 'bytes=0-1,5-' },
  'a language of nonsense': { 'accept-language': '*;q=zzz' },
  'a domain that nobody has': { 'x-keywright-domain': 'no\u00ffwhere' },
}

const QUERIES: Record<string, string> = {
  'a query of separators': '&&&===;;?',
  'percent signs that say nothing': 'limit=%&cursor=%zz&search=%e0%a4',
  'a NUL': 'limit=%00&cursor=%00&search=%00&domain=%00&action=%00',
  'broken UTF-8': 'search=%ed%a0%80&cursor=%ff&domain=%c0%80',
  'names of prototypes': '__proto__=1&constructor=2&__proto__[polluted]=1&toString=3',
  'a name twice': 'limit=1&limit=2&sort=name&sort=createdAt',
  'lists and objects': 'limit[]=1&limit[$gt]=0&search[a]=b',
  'no number': 'limit=abc&unusedSinceDays=NaN&expiringInDays=Infinity',
  'numbers in other clothes': 'limit=0x10&unusedSinceDays=1e1&expiringInDays=+5',
  'numbers out of bounds': 'limit=0&unusedSinceDays=-1&expiringInDays=99999999999999999999',
  'a large limit': 'limit=201',
  'no time': 'from=yesterday&to=never',
  'times before and after all others': 'from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59.999Z',
  'the last before the first': 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
  'a bucket that is none': 'bucket=second&format=pdf&sort=-nothing',
  'a long value': `search=${'x'.repeat(5000)}&cursor=${'A'.repeat(5000)}`,
  'a cursor that is not ours': 'cursor=AAAA',
  'a cursor of nothing': 'cursor=',
  'patterns of SQL': "search=%25_%27%22;--&action=key.%25&createdBy='%20or%201=1",
  'a search of signs': 'search=%F0%9F%94%91%20%E2%80%AE%20...',
}

const PATHS: Record<string, (path: string) => string> = {
  'a slash at the end': path => `${path}/`,
  'a slash twice': path => path.replace('/v1', '/v1/'),
  'a NUL at the end': path => `${path}%00`,
  'a percent sign at the end': path => `${path}%`,
  'percent signs that say nothing': path => path.replace(/[^/]+$/, '%zz%'),
  'broken UTF-8': path => path.replace(/[^/]+$/, '%ff%fe'),
  'a lone surrogate': path => path.replace(/[^/]+$/, '%ed%a0%80'),
  'a slash in disguise': path => path.replace(/[^/]+$/, 'a%2fb'),
  'dots in disguise': path => path.replace(/[^/]+$/, '%2e%2e%2f%2e%2e'),
  'a semicolon': path => `${path};a=b`,
  'another case': path => path.toUpperCase(),
  'a name of all objects': path => path.replace(/[^/]+$/, '__proto__'),
  'twenty thousand characters': path => path.replace(/[^/]+$/, 'x'.repeat(20_000)),
  'five thousand segments': path => path + '/x'.repeat(5000),
}

const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST', 'GET', 'PROPFIND', 'BREW']

const hasBody = ({ body, streamed }: Endpoint) => (body ?? streamed) !== undefined
const hasQuery = ({ query }: Endpoint) => query !== undefined

/** Headers that only some endpoints look at. */
function readsHeader(name: string): ((endpoint: Endpoint) => boolean) | undefined {
  if (name === 'if-match') return ({ ifMatch }) => ifMatch === true
  if (name === 'idempotency-key') return ({ idempotent }) => idempotent !== undefined
  return undefined
}

/** The ways of attack that are tried on every endpoint that they suit. */
export const ATTACKS: readonly Attack[] = [
  ...Object.entries(BODIES).map(([name, body]) => ({
    part: 'body' as const,
    name: `body: ${name}`,
    suits: hasBody,
    spoil: (request: RawRequest) => withBody(request, body),
  })),
  ...Object.entries(CONTENT_TYPES).map(([name, type]) => ({
    part: 'type' as const,
    name: `content type: ${name}`,
    suits: hasBody,
    spoil: (request: RawRequest) => withHeaders(request, { 'content-type': type }),
  })),
  {
    part: 'type',
    name: 'content type: JSON where a form is due, or the other way round',
    suits: hasBody,
    spoil: request => {
      const isForm = request.init.headers['content-type'] === FORM
      return withHeaders(request, { 'content-type': isForm ? 'application/json' : FORM })
    },
  },
  ...Object.entries(HEADERS).map(([name, headers]) => ({
    part: 'headers' as const,
    name: `headers: ${name}`,
    suits: readsHeader(Object.keys(headers)[0] ?? '') ?? (() => true),
    spoil: (request: RawRequest) => withHeaders(request, headers),
  })),
  ...Object.entries(QUERIES).map(([name, query]) => ({
    part: 'query' as const,
    name: `query: ${name}`,
    suits: hasQuery,
    spoil: (request: RawRequest) => ({
      ...request,
      path: `${request.path}${request.path.includes('?') ? '&' : '?'}${query}`,
    }),
  })),
  {
    part: 'query',
    name: 'query: where none is read',
    suits: endpoint => !hasQuery(endpoint),
    spoil: request => ({ ...request, path: `${request.path}?&&%&%zz=%ff&__proto__=1&a[b]=%00` }),
  },
  ...Object.entries(PATHS).map(([name, spoil]) => ({
    part: 'path' as const,
    name: `path: ${name}`,
    spoil: (request: RawRequest) => {
      const [path = '', query] = request.path.split('?')
      return { ...request, path: spoil(path) + (query === undefined ? '' : `?${query}`) }
    },
  })),
  ...METHODS.map(method => ({
    part: 'method' as const,
    name: `method: ${method}`,
    spoil: (request: RawRequest) => withMethod(request, method),
  })),
]

/** The request with another body; its headers stay as they are. */
export function withBody(request: RawRequest, body: string | Uint8Array<ArrayBuffer>): RawRequest {
  return { ...request, init: { ...request.init, body } }
}

function withHeaders(request: RawRequest, headers: Record<string, string>): RawRequest {
  const merged = Object.entries({ ...request.init.headers, ...headers })
  // An empty value stands for a header that is not there.
  const given = Object.fromEntries(merged.filter(([, value]) => value !== ''))
  return { ...request, init: { ...request.init, headers: given } }
}

function withMethod({ path, init }: RawRequest, method: string): RawRequest {
  const { body, ...bodiless } = init
  const takesBody = method !== 'GET' && method !== 'HEAD'
  return { path, init: { ...(takesBody && body !== undefined ? init : bodiless), method } }
}
