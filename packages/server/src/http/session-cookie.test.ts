import { describe, expect, it } from 'vitest'
import { clearedSessionCookie, cookieRules, sessionCookie } from './session-cookie.ts'

const session = { idleSeconds: 60, absoluteSeconds: 600, freshSeconds: 30 }
const plain = { publicUrl: undefined, session }
const secure = { publicUrl: 'https://keys.example.com', session }

describe('the session cookie', () => {
  it('under https is Secure and bound to this very host', () => {
    expect(sessionCookie(secure, 'kws_x')).toBe(
      '__Host-keywright=kws_x; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
  })

  it('without https has no prefix, which browsers would refuse', () => {
    expect(sessionCookie(plain, 'kws_x')).toBe(
      'keywright=kws_x; Max-Age=600; Path=/; HttpOnly; SameSite=Lax',
    )
  })

  it('is forgotten under the same name', () => {
    expect(clearedSessionCookie(secure)).toMatch(/^__Host-keywright=; Max-Age=0;/)
    expect(clearedSessionCookie(plain)).toMatch(/^keywright=; Max-Age=0;/)
  })

  it('is accepted from the public origin, whatever path the public address has', () => {
    const request = new Request('http://10.0.0.7:4747/v1/me')
    const rules = cookieRules({ publicUrl: 'https://example.com/keys', session })
    expect(rules.origins(request)).toEqual(['https://example.com'])
    expect(cookieRules(plain).origins(request)).toEqual(['http://10.0.0.7:4747'])
  })
})
