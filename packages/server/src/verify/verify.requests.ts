import { endpoints, type verifyRequest } from '@keywright/contract'
import { canonicalIp, PermissionSyntaxError, requirePermission } from '@keywright/core'
import type { z } from 'zod'
import { AppError } from '../app-error.ts'
import type { VerificationRequest } from './verified-key.ts'

const { verify: contract } = endpoints

/** Parses by the contract's schema; throws VALIDATION_FAILED. */
type Parse = <S extends z.ZodType>(schema: S, value: unknown) => z.output<S>

type Body = z.output<typeof verifyRequest>

/**
 * The body of a verification. The common shape is checked by hand, which takes a fraction of the
 * time; anything else goes to the schema, which accepts it or says what is wrong with it.
 */
export function readVerification(raw: unknown, parse: Parse): VerificationRequest {
  return toRequest(isPlain(raw) ? raw : parse(contract.verify.body, raw), '')
}

/** The body of a batch. */
export function readVerifications(raw: unknown, parse: Parse): VerificationRequest[] {
  const { items } = isPlainBatch(raw) ? raw : parse(contract.batch.body, raw)
  return items.map((item, index) => toRequest(item, `/items/${index}`))
}

/** Nobody's user agent: the caller tells of a request that was made to somebody else. */
function toRequest({ token, permissions = NONE, ip }: Body, at: string): VerificationRequest {
  permissions.forEach((permission, index) => {
    requireSyntax(permission, `${at}/permissions/${index}`)
  })
  const address = ip === undefined ? null : canonicalIp(ip)
  if (address === undefined) {
    throw invalid(`${at}/ip`, 'An IPv4 or IPv6 address.')
  }
  return { token, permissions, origin: { ip: address, userAgent: null } }
}

const NONE: string[] = []

function requireSyntax(permission: string, pointer: string) {
  try {
    requirePermission(permission)
  } catch (error) {
    if (error instanceof PermissionSyntaxError) throw invalid(pointer, error.message)
    throw error
  }
}

function invalid(pointer: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] })
}

/** Refused everywhere in the same way. */
const NUL = String.fromCharCode(0)

/** True only for what the schema would take as it is. */
function isPlain(raw: unknown): raw is Body {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false
  for (const name in raw) {
    if (name !== 'token' && name !== 'permissions' && name !== 'ip') return false
  }
  const { token, permissions, ip } = raw as Record<string, unknown>
  return (
    isText(token, 0, 512) &&
    (ip === undefined || isText(ip, 0, 64)) &&
    (permissions === undefined ||
      (Array.isArray(permissions) &&
        permissions.length <= 50 &&
        permissions.every(permission => isText(permission, 3, 200))))
  )
}

function isPlainBatch(raw: unknown): raw is { items: Body[] } {
  if (typeof raw !== 'object' || raw === null) return false
  const { items, ...rest } = raw as Record<string, unknown>
  return (
    Object.keys(rest).length === 0 &&
    Array.isArray(items) &&
    items.length >= 1 &&
    items.length <= 100 &&
    items.every(isPlain)
  )
}

function isText(value: unknown, min: number, max: number): value is string {
  return (
    typeof value === 'string' && value.length >= min && value.length <= max && !value.includes(NUL)
  )
}
