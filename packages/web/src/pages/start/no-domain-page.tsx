import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { FolderPlus, RefreshCw } from 'lucide-react'
import { frameDialog } from '../../app/frame-dialog.ts'
import { useMe } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'

/** What somebody sees who is in no domain yet: how one comes about. */
export function NoDomainPage() {
  const { user } = useMe()
  return (
    <Page title="Welcome">
      {user?.instanceAdmin ? (
        <Empty
          icon={FolderPlus}
          title="There is no domain yet"
          action={
            <Button variant="primary" onClick={() => frameDialog.set('new-domain')}>
              New domain
            </Button>
          }
        >
          A domain has its own users, roles, keys and APIs. Make the first one.
        </Empty>
      ) : (
        <Empty title="You are in no domain yet" action={<LookAgain />}>
          Ask an administrator to invite {user?.email ?? 'you'} to one.
        </Empty>
      )}
    </Page>
  )
}

function LookAgain() {
  const router = useRouter()
  const client = useQueryClient()
  const action = useAction({
    run: async () => {
      await client.invalidateQueries()
      await router.invalidate()
    },
    onDone() {
      if (router.state.location.pathname === '/') toast({ title: 'No domain yet' })
    },
  })
  return (
    <Button busy={action.isPending} onClick={() => action.mutate()}>
      <RefreshCw aria-hidden /> Look again
    </Button>
  )
}
