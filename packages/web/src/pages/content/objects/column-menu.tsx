import { Columns3 } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/field.tsx'
import { Popover } from '../../../ui/popover.tsx'
import type { ObjectColumn } from './columns.ts'

/** Chooses the columns of the list; kept in this browser. */
export function ColumnMenu({
  all,
  shown,
  onChoose,
}: {
  all: readonly ObjectColumn[]
  shown: readonly ObjectColumn[]
  onChoose: (ids: readonly string[] | undefined) => void
}) {
  const ids = shown.map(({ id }) => id)
  return (
    <Popover
      label="Columns"
      trigger={
        <Button className="max-md:hidden">
          <Columns3 aria-hidden /> Columns
        </Button>
      }
    >
      <fieldset className="grid max-h-80 gap-1.5 overflow-y-auto p-1">
        <legend className="mb-1.5 text-xs font-medium text-muted">Shown beside the title</legend>
        {all.map(({ id, heading }) => (
          <Checkbox
            key={id}
            label={heading}
            checked={ids.includes(id)}
            onChange={({ target: { checked } }) =>
              onChoose(checked ? [...ids, id] : ids.filter(other => other !== id))
            }
          />
        ))}
      </fieldset>
      <Button size="small" variant="ghost" className="mt-1" onClick={() => onChoose(undefined)}>
        As it was at first
      </Button>
    </Popover>
  )
}
