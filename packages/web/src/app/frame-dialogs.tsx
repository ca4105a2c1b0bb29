import { lazy, Suspense } from 'react'
import { useStore } from '../lib/store.ts'
import { frameDialog } from './frame-dialog.ts'

const NewDomain = lazy(() => import('./new-domain.tsx'))
const Invite = lazy(async () => {
  const { InviteDialog } = await import('../pages/users/invite-dialog.tsx')
  return { default: InviteDialog }
})

/** Dialogs that belong to no page. */
export function FrameDialogs({ domain }: { domain: string | undefined }) {
  const opened = useStore(frameDialog)
  const close = () => frameDialog.set(undefined)
  return (
    <Suspense>
      {opened === 'new-domain' && <NewDomain onClose={close} />}
      {opened === 'invite' && domain !== undefined && (
        <Invite domain={domain} open onClose={close} />
      )}
    </Suspense>
  )
}
