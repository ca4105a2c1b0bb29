import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { formatTime } from '../../lib/time.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { FieldSet, Radio } from '../../ui/field.tsx'

const HOUR = 3600
const OVERLAPS = [
  { seconds: 0, label: 'At once', hint: 'Choose this when it leaked' },
  { seconds: HOUR, label: '1 hour' },
  { seconds: 24 * HOUR, label: '1 day' },
  { seconds: 7 * 24 * HOUR, label: '7 days' },
  { seconds: 30 * 24 * HOUR, label: '30 days' },
] as const

/** Replaces the shared secret, with or without a time in which both are accepted. */
export function RegenerateDialog({
  domain,
  open,
  onOpenChange,
  onDone,
}: {
  domain: string
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: (secret: string) => void
}) {
  const [overlapSeconds, setOverlapSeconds] = useState<number>(24 * HOUR)
  const action = useAction({
    run: () => api.sharedSecret.regenerate({ params: { domain }, body: { overlapSeconds } }),
    changes: [['domain', domain, 'shared-secret']],
    onDone({ secret }) {
      onOpenChange(false)
      onDone(secret)
      // Whoever shows it keeps it from here on.
      action.reset()
    },
  })
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title="Regenerate the shared secret?"
      action="Regenerate"
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>A new secret takes its place. Integrations have to get it before the old one ends.</p>
      <FieldSet legend="When does the old one end?">
        {OVERLAPS.map(({ seconds, label, ...rest }) => (
          <Radio
            key={seconds}
            name="overlap"
            label={label}
            {...rest}
            checked={overlapSeconds === seconds}
            onChange={() => setOverlapSeconds(seconds)}
          />
        ))}
      </FieldSet>
      <p aria-live="polite" className="rounded-lg bg-sunken p-3">
        {consequence(overlapSeconds)}
      </p>
    </Confirm>
  )
}

function consequence(overlapSeconds: number): string {
  if (overlapSeconds === 0) {
    return 'The old secret is refused from now on, and every access and refresh token that was exchanged in this domain ends at once.'
  }
  const end = formatTime(new Date(Date.now() + overlapSeconds * 1000).toISOString())
  return `Assertions signed with the old secret are accepted until ${end}. Tokens that were exchanged live on.`
}
