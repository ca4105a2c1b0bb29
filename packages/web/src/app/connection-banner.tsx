import { WifiOff } from 'lucide-react'
import { useStore } from '../lib/store.ts'
import { connection } from './connection.ts'

/** Says that the server cannot be reached, for as long as that is so. */
export function ConnectionBanner() {
  const state = useStore(connection)
  return (
    <div role="status" aria-live="polite">
      {state === 'lost' && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-2 text-center font-medium text-warning">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          The connection to the server is lost. What you typed stays here; trying again …
        </p>
      )}
    </div>
  )
}
