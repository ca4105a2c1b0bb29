import { useQueryClient } from '@tanstack/react-query'
import { useStore } from '../lib/store.ts'
import { Dialog } from '../ui/dialog.tsx'
import { signInPrompt } from './prompt.ts'
import { meQuery } from './session.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** The session ended while the page was open: sign in over it, and what was typed is still there. */
export function SignInPrompt() {
  const isOpen = useStore(signInPrompt.open)
  const client = useQueryClient()
  const email = client.getQueryData(meQuery.queryKey)?.user?.email ?? ''

  function done() {
    void client.invalidateQueries(meQuery)
    signInPrompt.answer(true)
  }

  return (
    <Dialog
      open={isOpen}
      onOpenChange={open => {
        if (!open) signInPrompt.answer(false)
      }}
      title="Your session has ended"
      description="Sign in again to go on where you are. What you typed is kept."
      width="small"
    >
      <SignInForm email={email} onDone={done} />
      <p className="mt-4 text-center text-muted">
        Not you?{' '}
        <a href="/sign-in" className="text-accent underline underline-offset-2">
          Sign in as somebody else
        </a>
      </p>
    </Dialog>
  )
}
