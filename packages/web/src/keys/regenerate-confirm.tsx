import type { Key } from '@keywright/contract'
import { Confirm } from '../ui/confirm.tsx'
import { RecentUse } from './recent-use.tsx'

/** Asks before the token of a key is replaced without overlap. */
export function RegenerateConfirm({
  domain,
  value,
  busy,
  onClose,
  onConfirm,
}: {
  domain: string
  value: Key
  busy: boolean
  onClose: () => void
  onConfirm: () => void
}) {
  return (
    <Confirm
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Regenerate ${value.name}?`}
      action="Regenerate token"
      danger
      busy={busy}
      onConfirm={onConfirm}
    >
      <p>
        The key gets a new token, and{' '}
        <span className="font-mono text-xs whitespace-nowrap">{value.masked}</span> stops at once.
        Whatever uses it is refused until it has the new one.
      </p>
      <RecentUse domain={domain} value={value} />
    </Confirm>
  )
}
