import fc from 'fast-check'

/** What somebody may do: the permissions of a role, of a key, and of whom the key acts as. */
export interface Rules {
  role: string[] | undefined
  scopes: string[] | undefined
  actsAs: string[] | undefined
  kind: 'session' | 'key'
  /** Whether the domain protects its delivery, which makes no difference to who has a credential. */
  isProtected: boolean
}

const resource = fc.constantFrom(
  'content.alpha',
  'content.alpha',
  'content.beta',
  'content.hub',
  'content.types',
  'content.media',
  'content.*',
  'content.alpha.*',
  'backoffice.*',
  '*',
)
const action = fc.constantFrom('read', 'create', 'update', 'delete', 'publish', 'write', '*')
const permissions = fc.array(
  fc.tuple(resource, action).map(parts => parts.join(':')),
  { maxLength: 6 },
)
const perhaps = fc.option(permissions, { nil: undefined })
/** Rules of all kinds. */
export const rules: fc.Arbitrary<Rules> = fc.oneof(
  fc.record({
    role: permissions,
    scopes: fc.constant(undefined),
    actsAs: fc.constant(undefined),
    kind: fc.constant('session' as const),
    isProtected: fc.boolean(),
  }),
  fc.record({
    role: perhaps,
    scopes: permissions,
    actsAs: perhaps,
    kind: fc.constant('key' as const),
    isProtected: fc.boolean(),
  }),
)

/** First, so that each surface is both allowed and refused, and for each thing alone, whatever the chance. */
export const FIXED: readonly Rules[] = [
  keyRules({ scopes: ['content.*:*'] }),
  keyRules({ role: ['*:*'], scopes: [] }),
  keyRules({
    scopes: ['content.hub:read', 'content.alpha:publish', 'content.media:delete'],
    isProtected: true,
  }),
  keyRules({ scopes: ['content.alpha:write', 'content.beta:read', 'content.media:update'] }),
  keyRules({
    role: ['content.*:read'],
    scopes: ['content.hub:*', 'content.beta:*', 'content.media:*'],
    isProtected: true,
  }),
  keyRules({
    scopes: ['*:*'],
    actsAs: ['content.hub:read', 'content.alpha:create', 'content.media:create'],
  }),
]

function keyRules(given: Partial<Rules>): Rules {
  const none = { role: undefined, scopes: undefined, actsAs: undefined }
  return { kind: 'key', isProtected: false, ...none, ...given }
}
