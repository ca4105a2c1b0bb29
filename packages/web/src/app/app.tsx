import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Toaster } from '../ui/toast.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { PasswordPrompt } from './password-prompt.tsx'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'
import { SessionBanner } from './session-banner.tsx'
import { SignInPrompt } from './sign-in-prompt.tsx'

/** The backoffice: its pages, and what stands above all of them. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <ConnectionBanner />
      <SessionBanner />
      <RouterProvider router={router} />
      <PasswordPrompt />
      <SignInPrompt />
      <Toaster />
    </QueryClientProvider>
  )
}
