import { WifiOff } from 'lucide-react'
import { useStore } from '../lib/store.ts'
import { connection } from './connection.ts'

/** Says that the server cannot be reached, for as long as that is so; what sticks to the top stays below it. */
export function ConnectionBanner() {
  const state = useStore(connection)
  return (
    <div role="status" aria-live="polite" className="sticky top-0 z-[65]">
      {state === 'lost' && (
        <p
          data-banner
          className="flex h-9 items-center justify-center gap-2 bg-warning-soft px-4 font-medium text-warning"
        >
          <WifiOff aria-hidden className="size-4 shrink-0" />
          <span className="truncate">
            Connection lost: trying again
            <span className="max-sm:hidden">. What you typed stays</span> …
          </span>
        </p>
      )}
    </div>
  )
}
