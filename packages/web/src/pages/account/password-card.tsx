import { useMe } from '../../app/session.tsx'
import { Card } from '../../ui/card.tsx'
import { ChangePasswordForm } from './change-password-form.tsx'

/** The password, and what its change does. */
export function PasswordCard() {
  const { user } = useMe()
  return (
    <Card
      title="Password"
      description="Changing it ends all of your other sessions. Keys that act as you go on working."
    >
      <div className="max-w-md">
        <ChangePasswordForm
          email={user?.email ?? ''}
          action="Change password"
          done="Password changed; your other sessions have ended"
        />
      </div>
    </Card>
  )
}
