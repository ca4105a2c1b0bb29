import { Page } from '../../ui/page.tsx'
import { PasswordCard } from './password-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { TwoStepCard } from './two-step-card.tsx'

/** Everything about whoever is signed in. */
export function AccountPage() {
  return (
    <Page title="My account" description="It is the same in every domain.">
      <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-5">
        <ProfileCard />
        <PasswordCard />
        <TwoStepCard />
        <SessionsCard />
      </div>
    </Page>
  )
}
