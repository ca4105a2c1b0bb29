import { endpoints } from '@keywright/contract'
import type { Config } from '../config.ts'
import type { Mount } from '../http/mount.ts'
import { clearedSessionCookie, sessionCookie } from '../http/session-cookie.ts'
import { toTime } from '../lib/clock.ts'
import type { AccountService } from '../users/account.service.ts'
import { viewDomains, viewUser } from '../users/account.view.ts'
import { viewSession } from './session.view.ts'
import type { SessionsService } from './sessions.service.ts'

/** Mounts signing in and out, and the list of my sessions. */
export function mountSessionRoutes(
  mount: Mount,
  services: { sessions: SessionsService; account: AccountService },
  config: Config,
): void {
  const { sessions, account } = services
  const { signIn, signOut, reauthenticate, list, end, endOthers } = endpoints.session
  const forget = { 'set-cookie': clearedSessionCookie(config) }

  mount(signIn, async ({ actor, body }) => {
    const { token, user } = await sessions.signIn(actor, body)
    const domains = await account.domainsOf(user.id)
    return {
      body: { user: viewUser(user), domains: viewDomains(domains) },
      headers: { 'set-cookie': sessionCookie(config, token) },
    }
  })

  mount(signOut, async ({ actor }) => {
    await sessions.signOut(actor)
    return { body: undefined, headers: forget }
  })

  mount(reauthenticate, async ({ actor, body }) => {
    const { authenticatedAt, freshUntil } = await sessions.reauthenticate(actor, body)
    return { body: { authenticatedAt: toTime(authenticatedAt), freshUntil: toTime(freshUntil) } }
  })

  mount(list, async ({ actor }) => {
    const rows = await sessions.list(actor)
    return { body: { items: rows.map(row => viewSession(row, actor.principal.session.id)) } }
  })

  mount(end, async ({ actor, params }) => {
    await sessions.end(actor, params.id)
    const current = params.id === actor.principal.session.id
    return { body: undefined, ...(current && { headers: forget }) }
  })

  mount(endOthers, async ({ actor }) => ({ body: { ended: await sessions.endOthers(actor) } }))
}
