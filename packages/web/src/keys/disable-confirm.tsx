import type { Key } from '@keywright/contract'
import { Confirm } from '../ui/confirm.tsx'
import { RecentUse } from './recent-use.tsx'

/** Asks before a key is disabled, and says what was using it. */
export function DisableConfirm({
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
      title={`Disable ${value.name}?`}
      action="Disable key"
      busy={busy}
      onConfirm={onConfirm}
    >
      <p>
        Whatever uses it is refused at once, on every node, until the key is enabled again. Nothing
        else about it changes.
      </p>
      <RecentUse domain={domain} value={value} />
    </Confirm>
  )
}
