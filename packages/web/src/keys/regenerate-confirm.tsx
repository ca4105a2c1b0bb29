import type { Key } from '@keywright/contract'
import { Confirm } from '../ui/confirm.tsx'
import { RecentUse } from './recent-use.tsx'
import { StoppingTokens } from './stopping-tokens.tsx'
import { whyIdle } from './why-idle.ts'

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
  const idle = whyIdle(value)
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
      {idle !== undefined && <p>{idle}</p>}
      <p>
        {value.secrets.length > 1
          ? `The key gets a new token, and the ${value.secrets.length} that it has stop at once.`
          : 'The key gets a new token, and the one that it has stops at once.'}{' '}
        Whatever still uses an old token is refused until it has the new one.
      </p>
      <StoppingTokens domain={domain} value={value} />
      <RecentUse domain={domain} value={value} />
    </Confirm>
  )
}
