import { formatSeconds } from '../../lib/time.ts'

/** What is not called in the backoffice as it is in the trail. */
const WORDS: Readonly<Record<string, string>> = {
  'session.failed': 'Sign-in failed',
  'session.reauthenticated': 'Password entered again',
  'session.started': 'Signed in',
  'totp.': 'Two-step sign-in',
  'totp.enabled': 'Two-step sign-in turned on',
  'totp.disabled': 'Two-step sign-in turned off',
  'totp.recoveryCodesRenewed': 'Recovery codes renewed',
  ipAllow: 'IP allow-list',
}

/** An action in words: `key.created` is "Key created", `api.created` "API created". */
export function actionWords(action: string): string {
  const known = WORDS[action]
  if (known !== undefined) return known
  const words = action
    .replace(/[._-]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^api\b/, 'API')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A field in words: `expiresAt` is "Expires at", `overlapSeconds` "Overlap". */
export function fieldWords(name: string): string {
  return actionWords(name.replace(SECONDS, ''))
}

/** How fields end that hold so many seconds. */
const SECONDS = /Seconds$/

/** One field that an event changed; a side is undefined where it has no such field. */
export interface FieldChange {
  field: string
  before: unknown
  after: unknown
}

/** The fields that an event names, those of the first side first. */
export function changesOf({
  before,
  after,
}: {
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}): FieldChange[] {
  return Object.keys({ ...before, ...after }).map(field => ({
    field,
    before: before?.[field],
    after: after?.[field],
  }))
}

/** The value of a field as lines for people: lists one item a line, nothing as "none". */
export function linesOf(field: string, value: unknown): string[] {
  if (SECONDS.test(field) && typeof value === 'number') {
    return [value === 0 ? 'none' : formatSeconds(value)]
  }
  if (value === undefined) return []
  if (value === null || value === '') return ['none']
  if (typeof value === 'boolean') return [value ? 'yes' : 'no']
  if (Array.isArray(value)) return value.length === 0 ? ['none'] : value.map(textOf)
  if (typeof value === 'object') {
    const entries = Object.entries(value)
    return entries.length === 0
      ? ['none']
      : entries.map(([name, part]) => `${name}: ${textOf(part)}`)
  }
  return [String(value)]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
