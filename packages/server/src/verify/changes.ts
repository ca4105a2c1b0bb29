import type { Change } from '../db/changes.ts'
import type { VerifiedKey } from './verified-key.ts'

/** Whether a change may make another answer of what was learned about a token; undefined: no key has it. */
export function touches(change: Change, key: VerifiedKey | undefined): boolean {
  return key ? TOUCHES_KEY[change.kind](change, key) : MAY_ADD_TOKENS.has(change.kind)
}

/** Changes that leave every key as it is; some of them are so many that nobody should look. */
export const LEAVES_KEYS: ReadonlySet<Change['kind']> = new Set([
  'session',
  'api',
  'contentType',
  'content',
  'panel',
  'panelDevice',
])

/** Changes after which a token that was unknown may be known. */
export const MAY_ADD_TOKENS: ReadonlySet<Change['kind']> = new Set(['key', 'domain'])

const TOUCHES_KEY = {
  key: (change, key) => key.keyId === change.id,
  user: (change, key) => key.actsAs === change.id,
  membership: (change, key) => key.actsAs === change.id && key.domainId === change.domainId,
  role: (change, key) =>
    key.domainId === change.domainId && (key.role === change.id || key.subjectRole === change.id),
  domain: (change, key) => key.domainId === change.id,
  session: () => false,
  api: () => false,
  contentType: () => false,
  content: () => false,
  panel: () => false,
  panelDevice: () => false,
} satisfies Record<Change['kind'], (change: Change, key: VerifiedKey) => boolean>
