import { createRoute, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { z } from 'zod'
import { queryClient } from '../../app/query-client.ts'
import { rootRoute } from '../../app/root-route.tsx'
import { SignInForm } from '../../app/sign-in-form.tsx'

/** Where one goes afterwards: a path of this very site and nothing else. */
const search = z.object({
  next: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})

/** The page to sign in. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: search,
  component: SignIn,
})

function SignIn() {
  const { next = '/' } = signInRoute.useSearch()
  const navigate = useNavigate()
  useEffect(() => {
    document.title = 'Sign in · Keywright'
  }, [])
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,24rem)] content-center justify-center gap-6 p-4">
      <div className="grid justify-items-center gap-2 text-center">
        <img src="/favicon.svg" alt="" className="size-10" />
        <h1 className="text-xl font-semibold">Sign in to Keywright</h1>
      </div>
      <div className="rounded-xl border border-line bg-surface p-6">
        <SignInForm
          onDone={() => {
            queryClient.clear()
            void navigate({ href: next, replace: true })
          }}
        />
      </div>
      <p className="text-center text-muted">
        Locked out? The operator of this instance can let you in again with{' '}
        <code className="font-mono">keywright owner reset</code>.
      </p>
    </main>
  )
}
