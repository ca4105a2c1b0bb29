import { ProblemError } from '@keywright/contract'
import { FilterX } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/states.tsx'

/** Whether a list was refused because its filters or order do not fit its type. */
export function isMisfit(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.code === 'VALIDATION_FAILED'
}

/** A list whose filters or order do not fit its type: a field went, or an address was written by hand. */
export function Misfit({ error, onClear }: { error: ProblemError; onClear: () => void }) {
  return (
    <div role="alert" className="rounded-xl border border-line bg-surface">
      <Empty
        icon={FilterX}
        title="These filters do not fit this type"
        action={<Button onClick={onClear}>Clear filters and order</Button>}
      >
        <p>Change or remove what is wrong. The type may have changed since they were saved.</p>
        <ul className="mt-2">
          {error.problem.errors?.map(({ pointer, message }) => (
            <li key={pointer}>
              <code className="font-mono text-xs">{pointer.replace(/^\/query\//, '')}</code>{' '}
              {message}
            </li>
          ))}
        </ul>
      </Empty>
    </div>
  )
}
