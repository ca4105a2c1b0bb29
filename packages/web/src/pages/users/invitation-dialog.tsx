import { type ReactNode, useRef, useState } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { MadeInvitations, type MadeInvitationsHandle } from './made-invitations.tsx'
import type { MadeInvitation } from './users.queries.ts'

/** A dialog that invites: first its form, then the links, which are shown there and nowhere else. */
export function InvitationDialog({
  open,
  onClose,
  title,
  description,
  children: form,
}: {
  open: boolean
  onClose: () => void
  title: string
  description: string
  /** Hands over what was made. */
  children: (onMade: (made: readonly MadeInvitation[]) => void) => ReactNode
}) {
  const [made, setMade] = useState<readonly MadeInvitation[]>()
  const links = useRef<MadeInvitationsHandle>(null)
  function close() {
    setMade(undefined)
    onClose()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={() => (links.current ? links.current.leave() : close())}
      title={title}
      description={description}
    >
      {made ? <MadeInvitations ref={links} made={made} onDone={close} /> : form(setMade)}
    </Dialog>
  )
}
