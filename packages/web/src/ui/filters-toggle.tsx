import { ListFilter } from 'lucide-react'
import { Button } from './button.tsx'

/** What filters are hidden by on a phone as long as nobody asks for them. */
export const HIDDEN_ON_PHONE = 'max-sm:hidden'

/**
 * On a phone, where filters would fill the screen before the first row: shows and hides them, and says
 * how many are set. `panel` is the id of what holds them.
 */
export function FiltersToggle({
  panel,
  open,
  set,
  onToggle,
}: {
  panel: string
  open: boolean
  /** How many of them narrow the list. */
  set: number
  onToggle: (open: boolean) => void
}) {
  return (
    <Button
      className="px-2.5 sm:hidden"
      aria-expanded={open}
      aria-controls={panel}
      onClick={() => onToggle(!open)}
    >
      <ListFilter aria-hidden /> Filters
      {set > 0 && (
        <span className="min-w-5 rounded-full bg-accent-soft px-1.5 text-xs leading-5 text-accent">
          {set}
          <span className="sr-only"> set</span>
        </span>
      )}
    </Button>
  )
}
