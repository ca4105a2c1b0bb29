import { LogIn } from 'lucide-react'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import { connection } from './connection.ts'
import { signInPrompt } from './prompt.ts'

/** Says that the session has ended, once somebody has closed the dialog that said so. */
export function SessionBanner() {
  const isOver = useStore(signInPrompt.turnedDown)
  const state = useStore(connection)
  return (
    <div role="status" aria-live="polite" className="sticky top-0 z-[65]">
      {isOver && state === 'up' && (
        <div
          data-banner
          className="flex h-9 items-center justify-center gap-3 bg-warning-soft px-4 font-medium text-warning"
        >
          <span className="truncate">
            Your session has ended
            <span className="max-sm:hidden">. What you typed stays</span>
          </span>
          <Button size="small" className="h-7" onClick={() => void signInPrompt.ask()}>
            <LogIn aria-hidden /> Sign in
          </Button>
        </div>
      )}
    </div>
  )
}
