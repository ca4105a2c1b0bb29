import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriedToken } from './carried-token.ts'

const basic = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`

describe('the token of a request', () => {
  it.each([
    [{ authorization: 'Bearer t' }, 't'],
    [{ authorization: 'bearer t' }, 't'],
    [{ authorization: 'BEARER   t' }, 't'],
    [{ authorization: basic('t:') }, 't'],
    [{ authorization: basic('t') }, 't'],
    [{ authorization: basic('t:x') }, 't'],
    [{ authorization: basic(':t') }, 't'],
    [{ authorization: basic(':t:u') }, 't:u'],
    [{ 'x-api-key': 't' }, 't'],
    [{ 'api-key': 't' }, 't'],
    [{ 'x-auth-token': 't' }, 't'],
    [{ authorization: 'Bearer t', 'x-api-key': 't', 'api-key': 't', 'x-auth-token': 't' }, 't'],
  ])('is read from %o', (headers, token) => {
    expect(read(headers)).toEqual({ kind: 'token', token })
  })

  it.each([
    [{}, 'none'],
    [{ authorization: '', 'x-api-key': '' }, 'none'],
    [{ cookie: 'token=t' }, 'none'],
    [{ authorization: 'Bearer' }, 'unsupported'],
    [{ authorization: 'Digest t' }, 'unsupported'],
    [{ authorization: 'Basic t:' }, 'unsupported'],
    [{ authorization: 'constructor t' }, 'unsupported'],
    [{ authorization: '__proto__ t' }, 'unsupported'],
    [{ authorization: 'Bearer t', 'x-api-key': 'u' }, 'conflict'],
    [{ 'x-api-key': 't', 'api-key': 'u' }, 'conflict'],
    [{ authorization: basic('t:'), 'x-auth-token': 'T' }, 'conflict'],
  ])('is not there in %o: %s', (headers, kind) => {
    expect(read(headers)).toEqual({ kind })
  })

  it.each([
    [{ 'api-key': 't, t' }, { kind: 'token', token: 't' }],
    [{ 'api-key': 't, u' }, { kind: 'conflict' }],
    [{ 'api-key': ',' }, { kind: 'none' }],
    [{ authorization: 'Bearer t, Bearer t' }, { kind: 'token', token: 't' }],
    [{ authorization: 'Bearer t, Bearer u' }, { kind: 'conflict' }],
    [{ authorization: 'Bearer ,' }, { kind: 'unsupported' }],
    [{ authorization: 'Bearer t, u' }, { kind: 'unsupported' }],
  ])('of headers sent twice, as %o: %o', (headers, expected) => {
    expect(read(headers)).toEqual(expected)
  })

  it('is one that every header agrees on, whatever the headers', () => {
    const token = fc.constantFrom('t', 'u')
    const authorization = token.chain(text =>
      fc.constantFrom(
        ...['Bearer', 'bearer'].map(scheme => `${scheme} ${text}`),
        basic(`${text}:`),
      ),
    )
    const headers = fc.record(
      { authorization, 'x-api-key': token, 'api-key': token, 'x-auth-token': token },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(headers, given => {
        const tokens = new Set(
          Object.values(given).map(value =>
            value.startsWith('Basic') ? atob(value.slice(6)).slice(0, 1) : value.slice(-1),
          ),
        )
        const [only] = tokens
        if (only === undefined) expect(read(given)).toEqual({ kind: 'none' })
        else if (tokens.size > 1) expect(read(given)).toEqual({ kind: 'conflict' })
        else expect(read(given)).toEqual({ kind: 'token', token: only })
      }),
    )
  })

  it('is never an error, whatever the headers', () => {
    const value = fc.oneof(
      fc.string(),
      fc.string().map(text => `Bearer ${text}`),
      fc.string().map(text => `Basic ${text}`),
    )
    fc.assert(
      fc.property(fc.record({ authorization: value, 'api-key': value }), given => {
        const carried = read(given)
        if (carried.kind === 'token') expect(carried.token).toEqual(expect.any(String))
      }),
    )
  })
})

type Headers = Record<string, string | undefined>

function read(headers: Headers) {
  return carriedToken(name => headers[name])
}
