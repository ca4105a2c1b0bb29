import { type endpoints, keyEndpoints } from '@keywright/contract'
import type { z } from 'zod'
import type { Access } from '../../access/access.ts'
import { scopeProblem } from '../../access/rules.ts'
import { addressesOf, addressProblems, problemText } from './addresses.ts'
import { type Expiry, expiryBody, expiryProblem, type LifetimePolicy } from './expiry.ts'
import { type Entry, metadataOf, metadataProblems } from './metadata.ts'

/** What the form holds besides name and description. */
export interface Draft {
  access: Access
  actsAs: string | null
  expiry: Expiry
  addresses: string
  entries: readonly Entry[]
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
  const { access, expiry, addresses, entries } = draft
  const wrong = access.scopes?.find(scope => scopeProblem(scope) !== undefined)
  const problems: DraftProblems = {
    ...(wrong !== undefined && { access: `“${wrong}” is not a scope. Remove it.` }),
    ...(access.role === null && access.scopes === null && { access: 'Choose a role.' }),
    expiry: expiryProblem(expiry, policy),
    addresses: problemText(addressProblems(addresses)),
    ...(metadataProblems(entries).size > 0 && { entries: 'Some entries are not right.' }),
  }
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined))
}

/** The draft as the server wants it. */
export function newKeyOf(
  names: { name: string; description?: string | undefined },
  draft: Draft,
): NewKey {
  const ipAllow = addressesOf(draft.addresses)
  const metadata = metadataOf(draft.entries)
  return {
    name: names.name,
    ...(names.description && { description: names.description }),
    role: draft.access.role,
    scopes: draft.access.scopes,
    actsAs: draft.actsAs,
    ...expiryBody(draft.expiry),
    ...(ipAllow.length > 0 && { ipAllow }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(draft.includeBundle && { includeBundle: true }),
  }
}
