import { lazy, Suspense, useEffect } from 'react'
import { issuedStore } from '../keys/issued-store.ts'
import { useStore } from '../lib/store.ts'
import { frameDialog } from './frame-dialog.ts'
import { useMe } from './session.tsx'

const NewDomain = lazy(() => import('./new-domain.tsx'))
const Invite = lazy(async () => {
  const { InviteDialog } = await import('../pages/users/invite-dialog.tsx')
  return { default: InviteDialog }
})

const Issued = lazy(async () => {
  const { IssuedDialog } = await import('../keys/issued-dialog.tsx')
  return { default: IssuedDialog }
})

/** Dialogs that belong to no page. */
export function FrameDialogs({ domain }: { domain: string | undefined }) {
  const opened = useStore(frameDialog)
  const close = () => frameDialog.set(undefined)
  const { user } = useMe()
  const held = useStore(issuedStore)
  const isMine = held?.userId === user?.id
  useEffect(() => {
    if (held && !isMine) issuedStore.set(undefined)
  }, [held, isMine])
  return (
    <Suspense>
      {opened === 'new-domain' && <NewDomain onClose={close} />}
      {opened === 'invite' && domain !== undefined && (
        <Invite domain={domain} open onClose={close} />
      )}
      {held && isMine && (
        <Issued
          key={held.issued.token}
          issued={held.issued}
          onClose={() => issuedStore.set(undefined)}
        />
      )}
    </Suspense>
  )
}
