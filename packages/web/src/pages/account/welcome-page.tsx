import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { BarePage } from '../../app/bare-page.tsx'
import { meQuery } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { ChangePasswordForm } from './change-password-form.tsx'

/** The first thing to do with a generated password: to replace it. */
export function WelcomePage() {
  const { next = '/' } = useSearch({ from: '/welcome' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data: me } = useQuery(meQuery)

  const [isChanged, setIsChanged] = useState(false)
  const goOn = useAction({
    // The way on is closed for as long as the password is known to be the generated one.
    run: () => client.fetchQuery({ ...meQuery, staleTime: 0 }),
    onDone: () => void navigate({ href: next, replace: true }),
  })

  if (isChanged) {
    return (
      <BarePage
        title="Your password is changed"
        description="The generated one is of no use any more."
      >
        <Button variant="primary" busy={goOn.isPending} onClick={() => goOn.mutate()}>
          Go on
        </Button>
      </BarePage>
    )
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
        onDone={() => {
          setIsChanged(true)
          goOn.mutate()
        }}
      />
    </BarePage>
  )
}
