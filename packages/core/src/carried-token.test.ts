import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../server/src/app-error.ts'
import { readToken as serverReadsToken } from '../../server/src/http/credentials.ts'
import { readToken } from './read-token.ts'

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
    [{ authorization: 'constructor t' }, 'unsupported'],
    [{ authorization: '__proto__ t' }, 'unsupported'],
    [{ authorization: 'Bearer t', 'x-api-key': 'u' }, 'conflict'],
    [{ 'x-api-key': 't', 'api-key': 'u' }, 'conflict'],
    [{ authorization: basic('t:'), 'x-auth-token': 'T' }, 'conflict'],
  ])('is not there in %o: %s', (headers, kind) => {
    expect(read(headers)).toEqual({ kind })
  })

  it('is the one that Keywright itself reads, whatever the headers', () => {
    const value = fc.oneof(
      fc.constantFrom('', 't', 'u', 'Bearer t', 'Bearer  u ', 'Basic t', 'bearer', basic('t:u')),
      fc.string(),
      fc.string().map(basic),
      fc.string().map(text => `Bearer ${text}`),
    )
    const headers = fc.record(
      { authorization: value, 'x-api-key': value, 'api-key': value, 'x-auth-token': value },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(headers, given => {
        expect(read(given)).toEqual(asServer(given))
      }),
      { numRuns: 2000 },
    )
  })
})

type Headers = Record<string, string | undefined>

function read(headers: Headers) {
  return readToken(name => headers[name])
}

function asServer(headers: Headers): ReturnType<typeof readToken> {
  try {
    const token = serverReadsToken(name => headers[name])
    return token === undefined ? { kind: 'none' } : { kind: 'token', token }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: error.code === 'CREDENTIAL_CONFLICT' ? 'conflict' : 'unsupported' }
  }
}
