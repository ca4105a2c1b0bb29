import { introspection, OUTCOMES, verifyResult } from '@keywright/contract'
import { createLayer } from '@keywright/core'
import { describe, expect, it } from 'vitest'
import { renderVerification, viewIntrospection, viewVerification } from './verification.view.ts'
import type { Verification, VerifiedKey } from './verified-key.ts'

const key: VerifiedKey = {
  keyId: 'key_01jcxk3y5nfm8v9qv2r3w4t5a6',
  secretId: 'sec_01jcxk3y5nfm8v9qv2r3w4t5a6',
  parentSecretId: null,
  domainId: 'dom_01jcxk3y5nfm8v9qv2r3w4t5a6',
  credential: 'key',
  kind: 'custom',
  name: 'Ünïcode "quoted" \\ \u2028 </script>',
  prefix: 'kw',
  lastFour: 'abcd',
  role: null,
  subjectRole: null,
  layers: [createLayer('scopes', ['shop.order:read', 'shop.stock:*'])],
  actsAs: null,
  subjectActive: true,
  expiresAt: Date.UTC(2030, 0, 1),
  endsAt: null,
  revokedAt: null,
  disabledAt: null,
  issuedAt: 0,
  tally: undefined,
  ipAllow: null,
  metadata: { plan: 'gold', seats: 3, trial: false, 'odd.key': null },
}

const others: VerifiedKey[] = [
  { ...key, expiresAt: null, metadata: {}, actsAs: 'usr_01jcxk3y5nfm8v9qv2r3w4t5a6' },
  { ...key, layers: [] },
]

const verifications: Verification[] = [
  { outcome: 'NOT_FOUND' },
  ...[key, ...others].flatMap(one => OUTCOMES.map(outcome => ({ outcome, key: one }))),
  { outcome: 'FORBIDDEN', key, missing: ['shop.order:create'], layer: 'scopes' },
]

describe('an answer to a verification', () => {
  it('put together from parts is what its view says, as the contract has it', () => {
    for (const verification of verifications) {
      const view = viewVerification(verification)
      expect(renderVerification(verification)).toBe(JSON.stringify(view))
      expect(renderVerification(verification)).toBe(JSON.stringify(view))
      expect(verifyResult.strict().parse(view)).toEqual(view)
    }
  })

  it('tells the rights of a key only while it is valid', () => {
    for (const verification of verifications) {
      const valid = verification.outcome === 'VALID'
      expect(viewVerification(verification).valid).toBe(valid)
      expect('permissions' in viewVerification(verification)).toBe(valid)
    }
  })

  it('introspection says no more than that of what is not active', () => {
    for (const verification of verifications) {
      const view = viewIntrospection(verification, 'http://localhost')
      expect(introspection.strict().parse(view)).toEqual(view)
      if (verification.outcome !== 'VALID') expect(view).toEqual({ active: false })
    }
  })
})
