import type { Key } from '@keywright/contract'
import { useState } from 'react'
import { Confirm } from '../ui/confirm.tsx'
import { Field, Input } from '../ui/field.tsx'
import { RecentUse } from './recent-use.tsx'

/** Asks before a key is revoked, and says what was using it. */
export function RevokeConfirm({
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
  onConfirm: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  return (
    <Confirm
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Revoke ${value.name}?`}
      action="Revoke key"
      danger
      busy={busy}
      onConfirm={() => onConfirm(reason.trim())}
    >
      <p>
        All its secrets stop at once, on every node, and whatever uses them is refused. This is
        final; the key stays in the audit log. To stop it for a while, disable it instead.
      </p>
      <RecentUse domain={domain} value={value} />
      <Field label="Reason" optional hint="Kept with the key and in the audit log.">
        <Input
          value={reason}
          maxLength={500}
          autoComplete="off"
          onChange={event => setReason(event.target.value)}
        />
      </Field>
    </Confirm>
  )
}
