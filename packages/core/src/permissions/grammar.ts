/** The longest permission in characters, counted with the longest action that it stands for. */
export const MAX_PERMISSION_LENGTH = 200

/** The wildcard: one whole segment, or all that follows when last; as an action, every action. */
export const WILDCARD = '*'

/** One permission taken apart; `text` is its canonical spelling. */
export interface Permission {
  readonly text: string
  readonly resource: string
  readonly segments: readonly string[]
  readonly action: string
  /** What `action` stands for: create, update and delete for `write`, else itself. */
  readonly actions: readonly string[]
}

/** Says why a text is no permission; `permission` is the offending text, cut at the maximum length. */
export class PermissionSyntaxError extends Error {
  override readonly name = 'PermissionSyntaxError'
  readonly permission: string

  constructor(permission: string, reason: string) {
    super(`Not a permission: ${reason}.`)
    this.permission = permission.slice(0, MAX_PERMISSION_LENGTH)
  }
}

/** Takes `<api>.<resource>:<action>` apart; throws `PermissionSyntaxError`. */
export function parsePermission(text: string): Permission {
  if (text.length > MAX_PERMISSION_LENGTH) refuse(text, TOO_LONG)
  const colon = text.indexOf(':')
  if (colon === -1) refuse(text, 'write it as <api>.<resource>:<action>, the action is missing')
  const segments = parseResource(text, text.slice(0, colon))
  const action = text.slice(colon + 1)
  if (action !== WILDCARD && !ACTION.test(action)) {
    refuse(text, 'the action is * or starts with a-z and goes on with a-z, 0-9, _ or -')
  }
  return createPermission(text, segments, action)
}

/** True where `parsePermission` would not throw. */
export function isPermission(text: string): boolean {
  try {
    parsePermission(text)
    return true
  } catch (error) {
    if (error instanceof PermissionSyntaxError) return false
    throw error
  }
}

/** The three actions that `write` stands for. */
export const WRITE_ACTIONS: readonly string[] = ['create', 'update', 'delete']

const ACTION = /^[a-z][a-z0-9_-]*$/
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/
const TOO_LONG = `it is longer than ${MAX_PERMISSION_LENGTH} characters`
const LONGEST_WRITE_ACTION = Math.max(...WRITE_ACTIONS.map(action => action.length))

function parseResource(text: string, resource: string): readonly string[] {
  const segments = resource.split('.')
  if (segments.length === 1 && resource !== WILDCARD) {
    refuse(text, 'a resource has at least two segments, <api>.<resource>, or is * alone')
  }
  for (const segment of segments) {
    if (segment !== WILDCARD && !SEGMENT.test(segment)) {
      refuse(
        text,
        'a segment is * or 1 to 63 of A-Z, a-z, 0-9, _ and -, and starts with a letter or digit',
      )
    }
  }
  // Every resource has two segments or more, so `*.*` says what `*` says; one spelling is kept.
  return segments.every(segment => segment === WILDCARD) && segments.length === 2
    ? [WILDCARD]
    : segments
}

function createPermission(text: string, segments: readonly string[], action: string): Permission {
  const resource = segments.join('.')
  const actions = action === 'write' ? WRITE_ACTIONS : [action]
  // The parts of a `write` must be permissions themselves, or they could not be listed.
  if (action === 'write' && resource.length + 1 + LONGEST_WRITE_ACTION > MAX_PERMISSION_LENGTH) {
    refuse(text, TOO_LONG)
  }
  return { text: `${resource}:${action}`, resource, segments, action, actions }
}

function refuse(text: string, reason: string): never {
  throw new PermissionSyntaxError(text, reason)
}
