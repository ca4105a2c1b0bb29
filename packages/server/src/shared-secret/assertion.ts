import { decodeJwt, jwtVerify } from 'jose'
import { z } from 'zod'
import { MINUTE, SECOND } from '../lib/clock.ts'

/** What an integrator swears to: this token of this key is mine, in this domain, now. */
export interface Assertion {
  /** Name or id of the key. */
  key: string
  token: string
  /** Slug of the domain. */
  domain: string
  jti: string
  /** Epoch milliseconds. */
  issuedAt: number
}

/** How far the clocks of both sides may be apart, and how long an assertion is good. */
export const ASSERTION_MILLISECONDS = 5 * MINUTE

/** Why an assertion is not accepted: for the log; callers are all told the same. */
export class AssertionRefused extends Error {
  override readonly name = 'AssertionRefused'
}

const claimsSchema = z.object({
  iss: z.string().max(200).optional(),
  key: z.string().max(200).optional(),
  sub: z.string().max(64).optional(),
  domain: z.string().max(64).optional(),
  token: z.string().max(512),
  iat: z.number(),
  exp: z.number().optional(),
  jti: z.string().regex(/^[\x21-\x7e]{1,255}$/),
})

/** The slug that an assertion names, for finding the secret to verify it with; nothing is proven yet. */
export function claimedDomain(assertion: string): string | undefined {
  try {
    const { sub, domain } = decodeJwt(assertion)
    const slug = sub ?? domain
    return typeof slug === 'string' ? slug : undefined
  } catch {
    return undefined
  }
}

/**
 * Verifies an assertion (RFC 7523 section 3, RFC 8725): HS256 and nothing else, under one of the
 * secrets, which are used as the bytes of their text. Answers its claims and the position of the
 * secret that signed it; throws `AssertionRefused`.
 */
export async function verifyAssertion(
  assertion: string,
  secrets: readonly string[],
  { audiences, now }: { audiences: readonly string[]; now: number },
): Promise<{ claims: Assertion; signedBy: number }> {
  const errors: string[] = []
  for (const [signedBy, secret] of secrets.entries()) {
    try {
      const { payload } = await jwtVerify(assertion, new TextEncoder().encode(secret), {
        algorithms: ['HS256'],
        audience: [...audiences],
        currentDate: new Date(now),
      })
      return { claims: readClaims(payload, now), signedBy }
    } catch (error) {
      if (error instanceof AssertionRefused) throw error
      // The library's errors carry the claims, and these the token: only the name may go on.
      errors.push(error instanceof Error ? error.name : 'unknown')
    }
  }
  throw new AssertionRefused(errors.join(', '))
}

function readClaims(payload: unknown, now: number): Assertion {
  const parsed = claimsSchema.safeParse(payload)
  if (!parsed.success) {
    throw new AssertionRefused(
      `claims: ${parsed.error.issues.map(issue => issue.path.join('.')).join(', ')}`,
    )
  }
  const { token, iat, jti } = parsed.data
  // A NumericDate may have a fraction (RFC 7519 section 2); times are kept as whole milliseconds.
  const issuedAt = Math.floor(iat * SECOND)
  if (!(Math.abs(now - issuedAt) <= ASSERTION_MILLISECONDS)) throw new AssertionRefused('iat')
  return {
    key: oneOf('iss, key', parsed.data.iss, parsed.data.key),
    domain: oneOf('sub, domain', parsed.data.sub, parsed.data.domain),
    token,
    jti,
    issuedAt,
  }
}

/** Two names for one claim: at least one is given, and both say the same. */
function oneOf(names: string, first: string | undefined, second: string | undefined): string {
  const value = first ?? second
  if (value === undefined || (second !== undefined && second !== value)) {
    throw new AssertionRefused(names)
  }
  return value
}
