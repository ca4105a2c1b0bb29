import { useRouter } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, ErrorState } from '../ui/states.tsx'
import { ConnectionError } from './api.ts'
import { connection, connectionLost, isReachable } from './connection.ts'

/** An address that leads nowhere. */
export function PageNotFound() {
  return (
    <Page title="Page not found">
      <Empty icon={SearchX} title="There is no such page" action={<ToStart />}>
        The address may be mistyped, or what it led to is gone.
      </Empty>
    </Page>
  )
}

/** The way out of a page that leads nowhere. */
export function ToStart() {
  return (
    <a href="/" className={buttonClass()}>
      Go to the start
    </a>
  )
}

/** A page that could not be shown; one that the connection was missing for comes back with it. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter()
  const [isUnreachable, setIsUnreachable] = useState(
    error instanceof ConnectionError || isMissingCode(error),
  )

  useEffect(() => {
    const tryAgain = () => (isMissingCode(error) ? location.reload() : void router.invalidate())
    if (isMissingCode(error)) {
      void isReachable().then(found => {
        if (!found) connectionLost()
        else if (isFirstTime(error)) tryAgain()
        else setIsUnreachable(false)
      })
    }
    return connection.subscribe(() => {
      if (connection.get() === 'up') tryAgain()
    })
  }, [error, router])

  return (
    <Page title={isUnreachable ? 'No connection' : 'Something went wrong'}>
      <ErrorState
        error={isUnreachable ? new ConnectionError() : error}
        onRetry={() => void router.invalidate()}
      />
    </Page>
  )
}

/** The code of a page did not come: there is no server, or another version of it with other files. */
function isMissingCode(error: unknown): error is Error {
  return error instanceof Error && MISSING_CODE.test(error.message)
}

const MISSING_CODE = /dynamically imported module|module script failed|Unable to preload CSS/

/** A new version of the server has new pages; what loading them anew does not cure is shown. */
function isFirstTime({ message }: Error): boolean {
  const name = `reloaded: ${message}`
  if (sessionStorage.getItem(name) !== null) return false
  sessionStorage.setItem(name, '')
  return true
}

// The router would load the page anew by itself, and without a server leave nothing but the browser's
// own page about that; here it is found out first.
addEventListener('vite:preloadError', ({ payload }) => {
  sessionStorage.setItem(`tanstack_router_reload:${payload.message}`, 'asked')
})
