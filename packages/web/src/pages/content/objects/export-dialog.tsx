import type { ContentObject, ContentType } from '@keywright/contract'
import { LoaderCircle } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useAction } from '../../../app/use-action.ts'
import { countOf } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { FieldSet, Radio } from '../../../ui/field.tsx'
import { formatBytes } from '../media/media-kind.ts'
import { type ExportProgress, runExport } from './export-run.ts'
import type { TransferFormat } from './row-counter.ts'

const FORMATS: readonly (readonly [TransferFormat, string, string])[] = [
  ['ndjson', 'NDJSON', 'An object on each line, with all that is known of it. For programs.'],
  ['csv', 'CSV', 'A table with a column for each field. For spreadsheets.'],
]

/** Downloads the objects of a type as a file. */
export function ExportDialog({
  domain,
  type,
  filter,
  state,
  onClose,
}: {
  domain: string
  type: ContentType
  filter: string | undefined
  state: ContentObject['state'] | undefined
  onClose: () => void
}) {
  const isFiltered = filter !== undefined || state !== undefined
  const [format, setFormat] = useState<TransferFormat>('ndjson')
  const [onlyFiltered, setOnlyFiltered] = useState(isFiltered)
  const [progress, setProgress] = useState<ExportProgress>()
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])

  const action = useAction({
    run() {
      abort.current = new AbortController()
      setProgress({ objects: 0, bytes: 0 })
      const which = onlyFiltered ? { filter, state } : {}
      return runExport(
        { domain, type: type.name, format, ...which },
        { signal: abort.current.signal, onProgress: setProgress },
      )
    },
    done: ({ objects, bytes }) => `${countOf(objects, 'object')} exported, ${formatBytes(bytes)}`,
    onDone: onClose,
    onRefused(error) {
      setProgress(undefined)
      return error instanceof DOMException && error.name === 'AbortError'
    },
  })

  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Export ${type.label}`}
      description="Drafts are in it, too. A file of either format can be imported again."
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          action.mutate()
        }}
        className="grid gap-5"
      >
        <FieldSet legend="Format">
          {FORMATS.map(([value, label, hint]) => (
            <Radio
              key={value}
              name="format"
              label={label}
              hint={hint}
              checked={format === value}
              disabled={action.isPending}
              onChange={() => setFormat(value)}
            />
          ))}
        </FieldSet>
        {isFiltered && (
          <FieldSet legend="Objects">
            <Radio
              name="which"
              label="Those that the filters let through"
              hint="By state and conditions; words that are searched for do not count."
              checked={onlyFiltered}
              disabled={action.isPending}
              onChange={() => setOnlyFiltered(true)}
            />
            <Radio
              name="which"
              label={`All of ${type.label}`}
              checked={!onlyFiltered}
              disabled={action.isPending}
              onChange={() => setOnlyFiltered(false)}
            />
          </FieldSet>
        )}
        {action.isPending && progress && (
          <p role="status" className="flex items-center gap-2 rounded-lg bg-sunken px-3 py-2">
            <LoaderCircle aria-hidden className="size-4 animate-spin" />
            <span className="tabular-nums">
              {countOf(progress.objects, 'object')} so far, {formatBytes(progress.bytes)}
            </span>
          </p>
        )}
        <Actions className="mt-0">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isPending}>
            Export
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
