import { AlignLeft, Play, Square } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/field.tsx'
import { HistoryMenu } from './history-menu.tsx'
import type { Explorer } from './use-explorer.ts'

/** What can be done with the text. */
export function RunActions({ explorer, canRun }: { explorer: Explorer; canRun: boolean }) {
  const { operations, operation, isRunning } = explorer
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isRunning ? (
        <Button variant="primary" onClick={explorer.stop}>
          <Square aria-hidden /> Stop
        </Button>
      ) : (
        <Button
          variant="primary"
          title="Run (Ctrl+Enter)"
          disabled={!canRun}
          onClick={explorer.run}
        >
          <Play aria-hidden /> Run
        </Button>
      )}
      {operations.length > 0 && (
        <Select
          aria-label="Operation to run"
          className="w-auto max-w-56"
          value={operation}
          onChange={event => explorer.setOperation(event.target.value)}
        >
          {operations.map(name => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
      <Button title="Format (Shift+Ctrl+F)" onClick={explorer.format}>
        <AlignLeft aria-hidden /> Format
      </Button>
      <HistoryMenu runs={explorer.runs} onChoose={explorer.bringBack} />
    </div>
  )
}
