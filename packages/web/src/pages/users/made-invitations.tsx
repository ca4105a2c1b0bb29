import { formatTime } from '../../lib/time.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import type { MadeInvitation } from './users.queries.ts'

/** The links of new invitations, for this one time. */
export function MadeInvitations({
  made,
  onDone,
}: {
  made: readonly MadeInvitation[]
  onDone: () => void
}) {
  const [first] = made
  if (!first) return null
  const { email, expiresAt } = first.invitation
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p role="status">
        {first.mailed
          ? `It was sent to ${email} by e-mail. You can hand the link over yourself as well.`
          : `No e-mail was sent: this instance sends none, or it did not get through. Hand the link to ${email} yourself.`}
      </p>
      {made.map(({ invitation, link }) => (
        <div key={invitation.id} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          <div className="flex items-end gap-2">
            <Field
              className="min-w-0 flex-1"
              label={
                <>
                  Link to {invitation.domain.name} as{' '}
                  <span className="font-mono text-xs">{invitation.role}</span>
                </>
              }
            >
              <Input
                readOnly
                value={link}
                onFocus={event => event.target.select()}
                className="font-mono text-xs"
              />
            </Field>
            <CopyButton text={link} label="Copy link" />
          </div>
        </div>
      ))}
      <p className="rounded-lg bg-warning-soft px-3 py-2 text-warning">
        The link is shown only now. It works once, until {formatTime(expiresAt)}; whoever has it can
        use it.
      </p>
      <Actions className="mt-0">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </Actions>
    </div>
  )
}
