import type { Suggestion } from '../../access/resources.ts'
import { actionWords } from './event-text.ts'

const OF_DOMAIN = [
  'api.created',
  'api.deleted',
  'api.updated',
  'content.deleted',
  'content.imported',
  'content.published',
  'content.unpublished',
  'contentType.created',
  'contentType.deleted',
  'contentType.updated',
  'domain.created',
  'domain.updated',
  'invitation.accepted',
  'invitation.created',
  'invitation.withdrawn',
  'key.created',
  'key.disabled',
  'key.enabled',
  'key.revealed',
  'key.revoked',
  'key.rotated',
  'key.updated',
  'media.deleted',
  'media.updated',
  'media.uploaded',
  'member.added',
  'member.removed',
  'member.updated',
  'panel.created',
  'panel.device_ended',
  'panel.device_opened',
  'panel.ended',
  'panel.linked',
  'panel.updated',
  'refreshToken.reused',
  'role.created',
  'role.deleted',
  'role.updated',
  'sharedSecret.created',
  'sharedSecret.regenerated',
  'sharedSecret.revealed',
]

const OF_INSTANCE = [
  'domain.created',
  'domain.deleted',
  'keyring.opened',
  'owner.created',
  'owner.reset',
  'password.changed',
  'recoveryCode.used',
  'session.ended',
  'session.failed',
  'session.reauthenticated',
  'session.started',
  'totp.disabled',
  'totp.enabled',
  'totp.recoveryCodesRenewed',
  'user.created',
  'user.updated',
]

/** The actions of a trail, and the beginnings that stand for several, to choose from; others can be typed. */
export const actionSuggestions = {
  domain: suggest(OF_DOMAIN),
  instance: suggest(OF_INSTANCE),
} as const

function suggest(actions: readonly string[]): Suggestion[] {
  const noun = (action: string) => action.slice(0, action.indexOf('.') + 1)
  return [...new Set(actions.map(noun))].flatMap(beginning => {
    const own = actions.filter(action => noun(action) === beginning)
    const rows = own.map(value => ({ value, detail: actionWords(value) }))
    if (own.length === 1) return rows
    return [{ value: beginning, detail: `${actionWords(beginning).trim()}: everything` }, ...rows]
  })
}
