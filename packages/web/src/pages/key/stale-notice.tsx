import type { Key } from '@keywright/contract'
import { StaleWarning } from '../../app/stale-warning.tsx'

const NAMES = {
  name: 'name',
  description: 'description',
  role: 'role',
  scopes: 'rules',
  actsAs: 'acts as',
  expiresAt: 'expiry',
  ipAllow: 'addresses',
  metadata: 'metadata',
  state: 'state',
  secrets: 'secrets',
} as const satisfies Partial<Record<keyof Key, string>>

/** Somebody was faster: nothing was saved, what they changed, and the way on. */
export function StaleNotice({
  seen,
  current,
  onReload,
}: {
  seen: Key
  current: Key
  onReload: () => void
}) {
  const changed = Object.entries(NAMES).filter(([field]) => differs(seen, current, field))
  return (
    <StaleWarning
      title="The key was changed while you were editing"
      action="Reload the key"
      onTake={onReload}
    >
      Your changes were not saved.{' '}
      {changed.length > 0 && `Changed meanwhile: ${changed.map(([, name]) => name).join(', ')}.`}{' '}
      Reload to start from the key as it is now; what you typed here is then gone.
    </StaleWarning>
  )
}

function differs(seen: Key, current: Key, field: string): boolean {
  const read = (key: Key) =>
    JSON.stringify(Object.entries(key).find(([name]) => name === field)?.[1])
  return field === 'secrets'
    ? seen.secrets.map(({ id }) => id).join() !== current.secrets.map(({ id }) => id).join()
    : read(seen) !== read(current)
}
