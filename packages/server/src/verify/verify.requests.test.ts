import { verifyEndpoints } from '@keywright/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { AppError } from '../app-error.ts'
import { readVerification, readVerifications } from './verify.requests.ts'

/** Says when the schema was asked, and passes its verdict on. */
function createParse() {
  const asked: unknown[] = []
  function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
    asked.push(value)
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    throw new AppError('VALIDATION_FAILED')
  }
  return { parse, asked }
}

function isTaken(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_FAILED') return false
    throw error
  }
}

const text = fc.oneof(
  fc.constantFrom('', 'a.b:c', 'shop.order:read', 'x'.repeat(512), 'x'.repeat(513), 'a\u0000b'),
  fc.string(),
)
const permissions = fc.oneof(
  fc.array(fc.constantFrom('a.b:c', 'shop.order:read', '*:*'), { maxLength: 3 }),
  fc.constant(new Array(50).fill('a.b:c')),
  fc.constant(new Array(51).fill('a.b:c')),
  fc.array(text, { maxLength: 2 }),
  fc.jsonValue(),
)
const body = fc.oneof(
  { weight: 4, arbitrary: fc.record({ token: text, permissions }, { requiredKeys: [] }) },
  fc.record({ token: text, ip: fc.constantFrom('10.0.0.1', '::1', 'x', '300.1.1.1', 4) }),
  fc.record({ token: text, more: text }),
  fc.jsonValue(),
)

describe('the body of a verification', () => {
  it('is taken exactly when the schema takes it, permissions and address are ones, and no NUL is in it', () => {
    const { parse } = createParse()
    fc.assert(
      fc.property(body, raw => {
        const taken = isTaken(() => readVerification(raw, parse))
        const bySchema = verifyEndpoints.verify.body.safeParse(raw)
        if (!bySchema.success) expect(taken).toBe(false)
        if (taken) {
          const { token, permissions, origin } = readVerification(raw, parse)
          expect(token).toBe(bySchema.data?.token)
          expect(permissions).toEqual(bySchema.data?.permissions ?? [])
          expect(origin.ip === null).toBe(bySchema.data?.ip === undefined)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('a batch is taken exactly when each of its items is', () => {
    const { parse } = createParse()
    const batch = fc.record({ items: fc.array(body, { maxLength: 4 }) })
    fc.assert(
      fc.property(batch, raw => {
        const taken = isTaken(() => readVerifications(raw, parse))
        const each = raw.items.map(item => isTaken(() => readVerification(item, parse)))
        expect(taken).toBe(raw.items.length > 0 && each.every(Boolean))
      }),
      { numRuns: 1000 },
    )
  })

  it('the common shape does not cost a schema', () => {
    const { parse, asked } = createParse()
    readVerification({ token: 'x' }, parse)
    readVerification({ token: 'x', permissions: ['a.b:c'], ip: '10.0.0.1' }, parse)
    readVerifications({ items: [{ token: 'x' }, { token: 'y', permissions: [] }] }, parse)
    expect(asked).toEqual([])
  })

  it('an address is compared in one spelling', () => {
    const { parse } = createParse()
    const read = (ip: string) => readVerification({ token: 'x', ip }, parse).origin.ip
    expect(read('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(read('2001:DB8:0::1')).toBe('2001:db8::1')
  })
})
