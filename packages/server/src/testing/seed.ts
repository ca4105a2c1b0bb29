import { randomBytes } from 'node:crypto'
import type { DomainSettings } from '@keywright/contract'
import { createToken } from '@keywright/core'
import { nextTypeNumber } from '../content/types/content-types.store.ts'
import { DEFAULT_SETTINGS } from '../domains/domain.ts'
import type { Clock } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import type { Server } from '../server.ts'

/** Somebody who is signed in: `cookie` goes into the Cookie header. */
export interface SeededUser {
  id: string
  email: string
  cookie: string
}

/** Puts people and domains straight into the database, where a test is about something else. */
export interface Seed {
  domain(slug: string, settings?: Partial<DomainSettings>): Promise<{ id: string; slug: string }>
  role(domainId: string, name: string, permissions: string[]): Promise<void>
  /** A content type with these fields. */
  contentType(
    domainId: string,
    name: string,
    properties: Record<string, unknown>,
    options?: { required?: string[]; titleField?: string; slugField?: string },
  ): Promise<void>
  /**
   * A user with a fresh session, a member of the given domains: `{ [domainId]: role }`.
   * Without a password nobody can sign in as them.
   */
  user(
    name: string,
    options?: { roles?: Record<string, string>; instanceAdmin?: boolean; password?: string },
  ): Promise<SeededUser>
}

/** Makes the builders for one server. */
export function createSeed(server: Server, clock: Clock): Seed {
  const { database, keyring } = server.foundation
  const { db } = database
  const stamps = () => ({ created_at: clock.now(), updated_at: clock.now(), version: 1 })
  return {
    async domain(slug, settings = {}) {
      const id = createId('dom')
      await db
        .insertInto('domains')
        .values({
          id,
          slug,
          name: slug,
          settings: JSON.stringify({ ...DEFAULT_SETTINGS, ...settings }),
          deleted_at: null,
          ...stamps(),
        })
        .execute()
      return { id, slug }
    },
    async role(domainId, name, permissions) {
      await db
        .insertInto('roles')
        .values({
          domain_id: domainId,
          name,
          description: '',
          permissions: JSON.stringify(permissions),
          ...stamps(),
        })
        .execute()
    },
    async contentType(domainId, name, properties, options = {}) {
      const { required = [], titleField = null, slugField = null } = options
      await database.write(async tx => {
        await tx
          .insertInto('content_types')
          .values({
            id: createId('typ'),
            domain_id: domainId,
            number: await nextTypeNumber(tx),
            name,
            label: name,
            description: '',
            title_field: titleField,
            slug_field: slugField,
            field_order: JSON.stringify(Object.keys(properties)),
            schema: JSON.stringify({
              type: 'object',
              properties,
              required,
              additionalProperties: false,
            }),
            ...stamps(),
          })
          .execute()
        database.announce(tx, { kind: 'contentType', domainId, id: name, at: clock.now() })
      })
    },
    async user(name, { roles = {}, instanceAdmin = false, password } = {}) {
      const id = createId('usr')
      const email = `${name}@example.com`
      const token = createToken('kws', randomBytes)
      await db
        .insertInto('users')
        .values({
          id,
          email,
          name,
          password_hash:
            password === undefined ? '' : await server.services.passwords.hash(password),
          must_change_password: 0,
          totp_sealed: null,
          totp_confirmed_at: null,
          totp_last_step: null,
          instance_admin: instanceAdmin ? 1 : 0,
          disabled_at: null,
          last_login_at: null,
          ...stamps(),
        })
        .execute()
      for (const [domainId, role] of Object.entries(roles)) {
        await db
          .insertInto('memberships')
          .values({ domain_id: domainId, user_id: id, role, suspended_at: null, ...stamps() })
          .execute()
      }
      await db
        .insertInto('sessions')
        .values({
          id: createId('ses'),
          user_id: id,
          digest: keyring.digest(token).digest,
          created_at: clock.now(),
          last_seen_at: clock.now(),
          authenticated_at: clock.now(),
          expires_at: clock.now() + 14 * 86_400_000,
          ended_at: null,
          ip: null,
          user_agent: null,
        })
        .execute()
      return { id, email, cookie: `keywright=${token}` }
    },
  }
}
