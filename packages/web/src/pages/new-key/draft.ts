import { type endpoints, keyEndpoints } from '@keywright/contract'
import type { z } from 'zod'
import type { Access } from '../../access/access.ts'
import { scopeProblem } from '../../access/rules.ts'
import type { LifetimePolicy } from '../../keys/fields/expiry.ts'
import { type KeyTerms, termProblems, termsBody } from '../../keys/fields/terms.ts'

/** What the form holds besides name and description. */
export interface Draft extends KeyTerms {
  access: Access
  actsAs: string | null
  includeBundle: boolean
}

/** The parts of a draft, each a place where a problem can be shown. */
export type DraftField = keyof Draft

/** What is wrong with which part. */
export type DraftProblems = Partial<Record<DraftField, string>>

/** Name and description, checked by the contract. */
export const namesSchema = keyEndpoints.create.body.pick({ name: true, description: true })

/** What the server is asked for. */
export type NewKey = z.input<typeof endpoints.keys.create.body>

/** What can be said to be wrong without asking the server. */
export function draftProblems(draft: Draft, policy: LifetimePolicy): DraftProblems {
  const { role, scopes } = draft.access
  const wrong = scopes?.find(scope => scopeProblem(scope) !== undefined)
  return {
    ...(wrong !== undefined && { access: `“${wrong}” is not a scope. Remove it.` }),
    ...(role === null && scopes === null && { access: 'Choose a role.' }),
    ...termProblems(draft, policy),
  }
}

/** The draft as the server wants it. */
export function newKeyOf(
  names: { name: string; description?: string | undefined },
  draft: Draft,
): NewKey {
  return {
    name: names.name,
    ...(names.description && { description: names.description }),
    role: draft.access.role,
    scopes: draft.access.scopes,
    actsAs: draft.actsAs,
    ...termsBody(draft),
    ...(draft.includeBundle && { includeBundle: true }),
  }
}
