import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { BarePage } from '../../app/bare-page.tsx'
import { meQuery } from '../../app/session.tsx'
import { ChangePasswordForm } from './change-password-form.tsx'

/** The first thing to do with a generated password: to replace it. */
export function WelcomePage() {
  const { next = '/' } = useSearch({ from: '/welcome' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data: me } = useQuery(meQuery)

  async function goOn() {
    // The way on is closed for as long as the password is known to be the generated one.
    await client.fetchQuery({ ...meQuery, staleTime: 0 })
    await navigate({ href: next, replace: true })
  }

  return (
    <BarePage
      title="Choose your password"
      description="The one you signed in with was generated and stood in the log of the server. Replace it, and go on."
    >
      <ChangePasswordForm
        email={me?.user?.email ?? ''}
        currentLabel="Generated password"
        currentHint="The one you have just signed in with."
        action="Change password and go on"
        done="Password changed"
        onDone={() => void goOn()}
      />
    </BarePage>
  )
}
