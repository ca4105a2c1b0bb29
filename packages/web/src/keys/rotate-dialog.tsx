import type { Key } from '@keywright/contract'
import { useState } from 'react'
import { formatSeconds } from '../lib/time.ts'
import { Button } from '../ui/button.tsx'
import { Actions, Dialog } from '../ui/dialog.tsx'
import { FieldSet, Radio } from '../ui/field.tsx'
import { endOf, HandOver } from './hand-over.tsx'
import { RecentUse } from './recent-use.tsx'
import { StoppingTokens } from './stopping-tokens.tsx'
import { whyIdle } from './why-idle.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const OVERLAPS = [0, HOUR, DAY, 7 * DAY, 30 * DAY] as const

/** Asks how long the old token of a key goes on, and shows what that means. */
export function RotateDialog({
  domain,
  value: key,
  busy,
  onClose,
  onConfirm,
}: {
  domain: string
  value: Key
  busy: boolean
  onClose: () => void
  onConfirm: (overlapSeconds: number) => void
}) {
  const [overlapSeconds, setOverlapSeconds] = useState<number>(DAY)
  const [now] = useState(Date.now)
  const idle = whyIdle(key)
  const end = new Date(now + overlapSeconds * 1000).toISOString()
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Rotate ${key.name}`}
      description="Makes a new token. The old one goes on for as long as you choose."
    >
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-5"
        onSubmit={event => {
          event.preventDefault()
          onConfirm(overlapSeconds)
        }}
      >
        <FieldSet legend="The old token goes on for">
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {OVERLAPS.map(seconds => (
              <Radio
                key={seconds}
                name="overlap"
                label={seconds === 0 ? 'No time' : formatSeconds(seconds)}
                checked={overlapSeconds === seconds}
                onChange={() => setOverlapSeconds(seconds)}
              />
            ))}
          </div>
        </FieldSet>
        {idle === undefined ? (
          <div className="rounded-lg border border-line p-4">
            <HandOver
              now={now}
              secrets={[
                { id: 'new', label: 'new token', from: now, to: null },
                ...key.secrets.map(secret => ({
                  id: secret.id,
                  label: secret.masked,
                  from: Date.parse(secret.createdAt),
                  // A secret that is on its way out already is not kept any longer.
                  to: Math.min(
                    endOf(end, key.expiresAt) ?? now,
                    endOf(secret.expiresAt, key.expiresAt) ?? Number.POSITIVE_INFINITY,
                  ),
                })),
              ]}
            />
          </div>
        ) : (
          <p className="rounded-lg bg-warning-soft px-3 py-2">
            {idle} That holds for the new token too.
          </p>
        )}
        <div aria-live="polite" className="grid gap-2">
          {overlapSeconds === 0 && (
            <div className="grid gap-2 rounded-lg bg-warning-soft px-3 py-2">
              <p>
                {key.secrets.length > 1
                  ? `The ${key.secrets.length} old tokens stop at once: whatever still uses one is refused from then on.`
                  : 'The old token stops at once: whatever still uses it is refused from then on.'}
              </p>
              <StoppingTokens domain={domain} value={key} />
            </div>
          )}
          <RecentUse domain={domain} value={key} />
        </div>
        <Actions className="mt-0">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={overlapSeconds === 0 ? 'danger' : 'primary'} busy={busy}>
            Rotate key
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
