import type { AuditVerification } from '@keywright/contract'
import { checkChain } from '@keywright/core'
import type { Database } from '../db/database.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { findHead } from './audit.store.ts'
import { headText, sha256 } from './audit-chain.ts'
import { readPages } from './audit-pages.ts'

/**
 * Recomputes every hash of a chain and holds its end against the head that the master key signed.
 * Events that arrive meanwhile are no fault: the head is read before and after the events.
 */
export async function verifyChain(
  parts: { database: Database; keyring: Keyring },
  chain: string,
): Promise<AuditVerification> {
  const { db } = parts.database
  const head = await findHead(db, chain)
  const check = checkChain(sha256, head ? { head } : {})
  const headProblem = (seq: number, message: string) => check.report({ seq, kind: 'head', message })

  for await (const events of readPages(db, chain, {})) events.forEach(check.add)

  if (head && !parts.keyring.checkMac(headText(head), 'audit', head.mac)) {
    headProblem(head.seq, 'The head does not carry our signature: somebody else wrote it.')
  }
  const newest = (await findHead(db, chain))?.seq ?? 0
  if (check.lastSeq() > newest) {
    headProblem(
      check.lastSeq(),
      `Event ${check.lastSeq()} stands behind the head: nobody signed it.`,
    )
  }
  return check.finish()
}
