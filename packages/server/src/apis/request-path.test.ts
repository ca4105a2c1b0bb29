import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRequestPath } from './request-path.ts'

describe('the path of a request', () => {
  it.each([
    ['/', '/'],
    ['/orders/7', '/orders/7'],
    ['/orders/7/', '/orders/7/'],
    ['/orders?id=../../admin', '/orders'],
    ['/gr%C3%B6%C3%9Fe', '/gr%C3%B6%C3%9Fe'],
    ['/a%20b', '/a%20b'],
    ['/100%25', '/100%25'],
    ['/v1/things:cancel', '/v1/things:cancel'],
    ['/.well-known/jwks.json', '/.well-known/jwks.json'],
    ['/a...b/..c', '/a...b/..c'],
    ["/~me/(x),!$&+=@'*", "/~me/(x),!$&+=@'*"],
  ])('%s is read', (target, path) => {
    expect(readRequestPath(target)).toBe(path)
  })

  it.each([
    ['', 'nothing'],
    ['*', 'no path'],
    ['orders', 'no slash'],
    ['?x', 'no path'],
    ['//orders', 'an authority, to some'],
    ['/a//b', 'an empty segment'],
    ['/a/../admin', 'a dot segment'],
    ['/a/./b', 'a dot segment'],
    ['/a/..', 'a dot segment at the end'],
    ['/..', 'a dot segment alone'],
    ['/a/%2e%2e/admin', 'an encoded dot segment'],
    ['/a/.%2E/admin', 'a dot segment encoded by half'],
    ['/a%2Fb', 'an encoded slash'],
    ['/a%5cb', 'an encoded backslash'],
    ['/a\\b', 'a backslash'],
    ['/a%252e%252e', 'dots encoded twice'],
    ['/a%00b', 'an encoded NUL'],
    ['/a\u0000b', 'a NUL'],
    ['/a%0d%0ax', 'an encoded line break'],
    ['/a\nb', 'a line break'],
    ['/a\tb', 'a tab'],
    ['/a b', 'a space'],
    ['/a%7F', 'an encoded DEL'],
    ['/a;v=1/b', 'a path parameter'],
    ['/a/..;/b', 'a path parameter that hides a dot segment'],
    ['/a%3Bb', 'an encoded semicolon'],
    ['/a#b', 'a fragment'],
    ['/a%', 'a percent sign alone'],
    ['/a%2', 'half an escape'],
    ['/a%zz', 'no escape'],
    ['/a%ff', 'bytes that are not UTF-8'],
    ['/a%c0%ae', 'an overlong dot'],
    ['/%25a%41', 'an escape that takes two readings, in two pieces'],
    ['/%25%34%31', 'an escape that takes two readings, in three pieces'],
    ['/ö', 'a letter that is not encoded'],
    ['/a<b>', 'what no path holds'],
  ])('%j is not: %s', target => {
    expect(readRequestPath(target)).toBeUndefined()
  })

  const fragment = fc.constantFrom(
    ...['a', 'B', '/', '//', '.', '..', '/./', '/../', '%2e', '%2E', '%2f', '%2F', '%5c', '%5C'],
    ...['\\', ';', '%3b', '%', '%25', '%252e', '%00', '%0a', '%41', '%c3%b6', '%ff', '?', '#', ' '],
    ...['\u0000', '\r', 'ö', '*', ':', '~', '-', '_'],
  )
  const targets = fc
    .array(fc.oneof({ weight: 5, arbitrary: fragment }, fc.string({ maxLength: 3 })))
    .map(parts => `/${parts.join('')}`)

  it('reads nothing that any other reader could read as another path', () => {
    fc.assert(
      fc.property(targets, target => {
        const path = readRequestPath(target)
        if (path === undefined) return
        for (const read of READERS) expect(read(path)).toBe(decodeURIComponent(path))
      }),
      { numRuns: 5000 },
    )
  })

  it('takes off the query and changes nothing else', () => {
    fc.assert(
      fc.property(targets, fc.string(), (target, query) => {
        const [path = ''] = target.split('?')
        expect(readRequestPath(`${path}?${query}`)).toBe(readRequestPath(path))
        expect([undefined, path]).toContain(readRequestPath(path))
      }),
    )
  })
})

/** How servers out there read a path, all of which must agree with simply decoding it. */
const READERS: ((path: string) => string)[] = [
  // The URL standard resolves dot segments and takes a backslash for a slash.
  path => decodeURIComponent(new URL(path, 'http://host').pathname),
  // Some decode first and resolve afterwards, as file servers do.
  path => decodeURIComponent(new URL(encodeURI(decodeURIComponent(path)), 'http://host').pathname),
  // Some merge slashes, after decoding.
  path => decodeURIComponent(path).replace(/[\\/]+/g, '/'),
  // Some cut path parameters from each segment.
  path => decodeURIComponent(path).replace(/;[^/]*/g, ''),
  // Some end a text at its first NUL.
  path => decodeURIComponent(path).split('\u0000')[0] ?? '',
  // Some decode twice; a percent sign that is left over stands for itself.
  path =>
    decodeURIComponent(path).replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
]
