import { ProblemError } from '@keywright/contract'
import { addressesOf, addressProblems, lineOf, problemText } from './addresses.ts'
import { type Expiry, expiryBody, expiryProblem, type LifetimePolicy } from './expiry.ts'
import { type Entry, metadataOf, metadataProblems } from './metadata.ts'

/** Until when, from where and with what facts a key can be used, as its fields hold it. */
export interface KeyTerms {
  expiry: Expiry
  addresses: string
  entries: readonly Entry[]
}

/** What is wrong with which part. */
export type TermProblems = Partial<Record<keyof KeyTerms, string>>

/** What can be said to be wrong without asking the server. */
export function termProblems(
  { expiry, addresses, entries }: KeyTerms,
  policy: LifetimePolicy,
): TermProblems {
  const problems = {
    expiry: expiryProblem(expiry, policy),
    addresses: problemText(addressProblems(addresses)),
    entries: metadataProblems(entries).size > 0 ? 'Some entries are not right.' : undefined,
  }
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined))
}

/** The terms as the server wants them. */
export function termsBody({ expiry, addresses, entries }: KeyTerms) {
  return {
    ...expiryBody(expiry),
    ipAllow: addressesOf(addresses),
    metadata: metadataOf(entries),
  }
}

const PARTS: Readonly<Record<string, keyof KeyTerms>> = {
  expiresAt: 'expiry',
  expiresInDays: 'expiry',
  ipAllow: 'addresses',
  metadata: 'entries',
}

/** A refusal by the parts that it is about; empty where it is about none of them. */
export function refusedTerms(error: unknown, terms: KeyTerms): TermProblems {
  if (!(error instanceof ProblemError)) return {}
  if (error.code === 'EXPIRY_INVALID') return { expiry: error.message }
  const found: TermProblems = {}
  for (const { pointer, message } of error.problem.errors ?? []) {
    const [, name = '', index = '0'] = pointer.split('/')
    const part = PARTS[name]
    if (part === undefined) continue
    const line = lineOf(terms.addresses, Number(index))
    const text = part === 'addresses' ? problemText([{ line, message }]) : message
    found[part] = [found[part], text].filter(Boolean).join('\n')
  }
  return found
}
