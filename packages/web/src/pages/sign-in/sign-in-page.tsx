import { useNavigate, useSearch } from '@tanstack/react-router'
import { BarePage } from '../../app/bare-page.tsx'
import { queryClient } from '../../app/query-client.ts'
import { SignInForm } from '../../app/sign-in-form.tsx'

/** Who is there? */
export function SignInPage() {
  const { next = '/' } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  return (
    <BarePage
      title="Sign in to Keywright"
      below={
        <>
          Locked out? The operator of this instance can let you in again with{' '}
          <code className="font-mono">keywright owner reset</code>.
        </>
      }
    >
      <SignInForm
        onDone={() => {
          // Nothing of somebody who was here before.
          queryClient.clear()
          void navigate({ href: next, replace: true })
        }}
      />
    </BarePage>
  )
}
