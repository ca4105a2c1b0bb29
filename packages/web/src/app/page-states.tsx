import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Page } from '../ui/page.tsx'
import { Empty, ErrorState } from '../ui/states.tsx'
import { ConnectionError } from './api.ts'
import { connection } from './connection.ts'

/** An address that leads nowhere. */
export function PageNotFound() {
  return (
    <Page title="Page not found">
      <Empty
        title="There is no such page"
        action={
          <a href="/" className="text-accent underline underline-offset-2">
            Go to the start
          </a>
        }
      >
        The address may be mistyped, or what it led to is gone.
      </Empty>
    </Page>
  )
}

/** A page that could not be shown; one that the connection was missing for comes back with it. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter()
  const isUnreachable = isConnectionError(error)
  useEffect(() => {
    if (!isUnreachable) return
    return connection.subscribe(() => {
      if (connection.get() === 'up') void router.invalidate()
    })
  }, [isUnreachable, router])
  return (
    <Page title={isUnreachable ? 'No connection' : 'Something went wrong'}>
      <ErrorState
        error={isUnreachable ? new ConnectionError() : error}
        onRetry={() => void router.invalidate()}
      />
    </Page>
  )
}

/** Requests fail with our own error, the code of a page with one of the browser's. */
function isConnectionError(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof Error && isMissingCode(error))
}

function isMissingCode({ message }: Error): boolean {
  return /dynamically imported module|Importing a module script failed/.test(message)
}
