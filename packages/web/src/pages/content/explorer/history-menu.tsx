import { CircleAlert, CircleCheck, History } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { Menu, MenuItem, MenuLabel } from '../../../ui/menu.tsx'
import { isFine, type Outcome } from './response.tsx'
import { type Asked, CREDENTIALS, ENDPOINTS } from './target.ts'

/** A text that was run, with what became of it. */
export interface Run {
  id: number
  query: string
  variables: string
  outcome: Outcome
  asked: Asked
}

/** So many are kept, in the memory of the page. */
export const RUNS_KEPT = 30

/** What was run on this page since it was opened; choosing one brings back its text, and the answer where the same one asks. */
export function HistoryMenu({
  runs,
  onChoose,
}: {
  runs: readonly Run[]
  onChoose: (run: Run) => void
}) {
  return (
    <Menu
      trigger={
        <Button disabled={runs.length === 0}>
          <History aria-hidden /> History
        </Button>
      }
    >
      <MenuLabel>Since this page was opened</MenuLabel>
      {runs.map(run => (
        <MenuItem key={run.id} onSelect={() => onChoose(run)}>
          {isFine(run.outcome) ? (
            <CircleCheck aria-label="Answered" />
          ) : (
            <CircleAlert aria-label="Refused" />
          )}
          <span className="grid min-w-0">
            <code className="max-w-72 truncate font-mono text-xs">
              {run.query.replace(/\s+/g, ' ').trim().slice(0, 200)}
            </code>
            <span className="text-xs text-muted">{wordsOf(run.asked)}</span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  )
}

function wordsOf({ endpoint, credential }: Asked): string {
  const place = ENDPOINTS.find(({ id }) => id === endpoint)?.short
  const who = CREDENTIALS.find(({ id }) => id === credential)?.short
  return `${place}, asked by ${who}`
}
