import { useMe } from '../../app/session.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'

/** What somebody sees who is in no domain yet. */
export function NoDomainPage() {
  const { user } = useMe()
  return (
    <Page title="Welcome">
      <Empty title="You are in no domain yet">
        {user?.instanceAdmin
          ? 'Make the first one with "New domain" in the list at the top.'
          : 'Ask an administrator to add you to one. It then shows here.'}
      </Empty>
    </Page>
  )
}
