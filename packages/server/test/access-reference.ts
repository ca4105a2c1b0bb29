import type { Access, Endpoint, ErrorCode } from '@keywright/contract'
import type { Facts } from './caller.ts'

/*
 * Who may do what, written as plainly as possible and sharing no code with the server: the sentences
 * of the access rules, one after the other.
 */

/** `allowed`, or the code that a caller is refused with before anything else is looked at. */
export function referenceOutcome(
  { id, access }: Pick<Endpoint, 'id' | 'access'>,
  facts: Facts,
): 'allowed' | ErrorCode {
  // Probes read no credential.
  if (id.startsWith('health.')) return 'allowed'
  if (facts.kind !== 'anonymous' && !facts.valid) {
    // A browser cannot help sending the cookie of a session that is over.
    const harmless = facts.kind === 'session' && access.kind === 'public'
    return harmless ? 'allowed' : 'CREDENTIAL_INVALID'
  }
  if (access.kind === 'public') return 'allowed'
  if (facts.kind === 'anonymous') {
    // No domain of these tests protects its delivery.
    return access.kind === 'domain' && access.public ? 'allowed' : 'UNAUTHENTICATED'
  }
  if (VERIFYING.has(id)) return referenceVerifying(facts)
  if (access.kind === 'credential') return 'allowed'
  if (access.kind === 'domain') return referenceInDomain(access, facts)
  if (facts.kind !== 'session') return 'SESSION_REQUIRED'
  if (access.kind === 'instance' && !facts.instanceAdmin) return 'INSTANCE_ADMIN_REQUIRED'
  return access.fresh && !facts.fresh ? 'REAUTHENTICATION_REQUIRED' : 'allowed'
}

/** These are about the domain of the caller, whatever that is, and need a permission in it. */
const VERIFYING = new Set(['verify', 'verify.batch', 'oauth.introspect'])

function referenceVerifying(facts: Facts): 'allowed' | ErrorCode {
  // A key verifies at home, also the one that is from elsewhere.
  if (facts.kind === 'key' && facts.layers === undefined) return 'allowed'
  return referenceInDomain({ kind: 'domain', permission: 'backoffice.keys:verify' }, facts)
}

function referenceInDomain(
  access: Extract<Access, { kind: 'domain' }>,
  facts: Facts,
): 'allowed' | ErrorCode {
  const { layers } = facts
  if (layers === undefined) return 'DOMAIN_NOT_FOUND'
  // What the service decides for each thing is not refused at the door.
  if (access.permission === null) return 'allowed'
  const sufficient = [access.permission, ...(access.own === undefined ? [] : [access.own])]
  const holds = (permission: string) =>
    layers.every(grants => grants.some(grant => grantMatches(grant, permission)))
  if (!sufficient.some(holds)) return 'FORBIDDEN'
  if (facts.kind === 'key' && access.person === true) return 'SESSION_REQUIRED'
  const mayManage = facts.programmatic && facts.lasting
  if (facts.kind === 'key' && access.person === 'unless-programmatic' && !mayManage) {
    return 'SESSION_REQUIRED'
  }
  return access.fresh && !facts.fresh ? 'REAUTHENTICATION_REQUIRED' : 'allowed'
}

/** Whether a grant, perhaps with wildcards, covers a permission without any. */
export function grantMatches(grant: string, permission: string): boolean {
  const [grantResource = '', grantAction = ''] = grant.split(':')
  const [resource = '', action = ''] = permission.split(':')
  const write = ['create', 'update', 'delete']
  const actionFits =
    grantAction === '*' ||
    grantAction === action ||
    (grantAction === 'write' && write.includes(action))
  if (!actionFits) return false
  const wanted = resource.replace('{type}', 'article').split('.')
  const given = grantResource.split('.')
  const openEnd = given.at(-1) === '*'
  if (openEnd ? wanted.length < given.length : wanted.length !== given.length) return false
  return given.every((segment, index) => segment === '*' || segment === wanted[index])
}
