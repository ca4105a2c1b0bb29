import { type Ref, useImperativeHandle, useState } from 'react'
import { useLeaveQuestion } from '../../issued/use-leave-question.ts'
import { formatTime } from '../../lib/time.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import type { MadeInvitation } from './users.queries.ts'

/** For the dialog around the links: leaves like their button does, after the question where it is due. */
export interface MadeInvitationsHandle {
  leave(): void
}

/**
 * The links of new invitations, for this one time: whoever leaves without having copied one, when
 * nothing was sent by e-mail either, is asked once whether they mean it.
 */
export function MadeInvitations({
  made,
  onDone,
  ref,
}: {
  made: readonly MadeInvitation[]
  onDone: () => void
  ref: Ref<MadeInvitationsHandle>
}) {
  const [first] = made
  const [copied, setCopied] = useState(false)
  const leave = useLeaveQuestion(!copied && first?.mailed === false)
  useImperativeHandle(ref, () => ({ leave: () => leave.askBefore(onDone) }))
  if (!first) return null
  const { email, expiresAt } = first.invitation
  const onCopied = () => setCopied(true)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4" onCopy={onCopied}>
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
            <CopyButton text={link} label="Copy link" onCopied={onCopied} />
          </div>
        </div>
      ))}
      <p className="rounded-lg bg-warning-soft px-3 py-2 text-warning">
        The link is shown only now. It works once, until {formatTime(expiresAt)}; whoever has it can
        use it.
      </p>
      <Actions className="mt-0">
        <Button variant="primary" onClick={() => leave.askBefore(onDone)}>
          Done
        </Button>
      </Actions>
      <Confirm
        open={leave.isAsking}
        onOpenChange={open => {
          if (!open) leave.stay()
        }}
        title="Leave without the link?"
        action="Leave"
        danger
        onConfirm={leave.go}
      >
        <p>Nothing was copied. The link is not shown again; a new one takes a new invitation.</p>
      </Confirm>
    </div>
  )
}
