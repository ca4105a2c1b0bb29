import type { Tx } from '../db/engine.ts'

/** Puts a secret there that is not in force yet. */
export async function setPendingTotp(tx: Tx, userId: string, sealed: string): Promise<void> {
  await tx
    .updateTable('users')
    .set({ totp_sealed: sealed, totp_confirmed_at: null, totp_last_step: null })
    .where('id', '=', userId)
    .execute()
}

/** Brings the secret into force. */
export async function setTotpConfirmed(tx: Tx, userId: string, at: number): Promise<void> {
  await tx
    .updateTable('users')
    .set(eb => ({ totp_confirmed_at: at, updated_at: at, version: eb('version', '+', 1) }))
    .where('id', '=', userId)
    .execute()
}

export async function deleteTotp(tx: Tx, userId: string, at: number): Promise<void> {
  await tx
    .updateTable('users')
    .set(eb => ({
      totp_sealed: null,
      totp_confirmed_at: null,
      totp_last_step: null,
      updated_at: at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', userId)
    .execute()
}

/** Uses a time step up; false when it, or a later one, was used before. */
export async function setTotpStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  const result = await tx
    .updateTable('users')
    .set({ totp_last_step: step })
    .where('id', '=', userId)
    .where(eb => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', step)]))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function insertRecoveryCodes(
  tx: Tx,
  userId: string,
  digests: readonly string[],
): Promise<void> {
  await tx
    .insertInto('recovery_codes')
    .values(digests.map(digest => ({ user_id: userId, digest, used_at: null })))
    .execute()
}

export async function deleteRecoveryCodes(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
}

/** Uses up the recovery code with one of these digests; false when there is none that is unused. */
export async function setRecoveryCodeUsed(
  tx: Tx,
  userId: string,
  digests: readonly string[],
  at: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('recovery_codes')
    .set({ used_at: at })
    .where('user_id', '=', userId)
    .where('digest', 'in', digests)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
