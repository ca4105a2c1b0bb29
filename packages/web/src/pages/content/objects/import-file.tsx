import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { cn } from '../../../lib/cn.ts'
import { Button } from '../../../ui/button.tsx'
import { Field, Select } from '../../../ui/field.tsx'
import { formatBytes } from '../media/media-kind.ts'
import type { TransferFormat } from './row-counter.ts'

/** As much as one import takes. */
const MAX_BYTES = 128 * 1024 * 1024

/** Chooses the file of an import, by a dialog of the browser or by dropping it. */
export function ImportFile({
  file,
  format,
  disabled,
  onFile,
  onFormat,
}: {
  file: File | undefined
  format: TransferFormat
  disabled: boolean
  onFile: (file: File | undefined) => void
  onFormat: (format: TransferFormat) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const [problem, setProblem] = useState<string>()

  function take(chosen: File | undefined) {
    if (!chosen) return
    const isTooLarge = chosen.size > MAX_BYTES
    setProblem(
      isTooLarge
        ? `${chosen.name} has ${formatBytes(chosen.size)}; an import takes up to ${formatBytes(MAX_BYTES)}. Split it into several files.`
        : undefined,
    )
    onFile(isTooLarge ? undefined : chosen)
    onFormat(/\.csv$/i.test(chosen.name) || chosen.type === 'text/csv' ? 'csv' : 'ndjson')
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <section
        aria-label="File"
        className={cn(
          'grid justify-items-center gap-2 rounded-xl border border-dashed border-field px-4 py-6 text-center',
          isOver && 'border-accent bg-accent-soft',
        )}
        onDragOver={event => {
          event.preventDefault()
          setIsOver(!disabled)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={event => {
          event.preventDefault()
          setIsOver(false)
          if (!disabled) take(event.dataTransfer.files[0])
        }}
      >
        <FileUp aria-hidden className="size-6 text-muted" />
        {file ? (
          <p className="wrap-anywhere">
            <b className="font-medium">{file.name}</b>{' '}
            <span className="text-muted">{formatBytes(file.size)}</span>
          </p>
        ) : (
          <p className="text-muted">Drop a file here, or</p>
        )}
        <Button size="small" disabled={disabled} onClick={() => input.current?.click()}>
          {file ? 'Choose another file' : 'Choose a file'}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="File to import"
          accept=".ndjson,.jsonl,.csv,application/x-ndjson,text/csv"
          onChange={event => {
            take(event.target.files?.[0])
            // The same file may be chosen again.
            event.target.value = ''
          }}
        />
      </section>
      {problem && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      {file && (
        <Field label="Format" hint={HINTS[format]}>
          <Select
            value={format}
            disabled={disabled}
            onChange={event => onFormat(event.target.value === 'csv' ? 'csv' : 'ndjson')}
          >
            <option value="ndjson">NDJSON: an object on each line</option>
            <option value="csv">CSV: a table with a heading row</option>
          </Select>
        </Field>
      )}
    </div>
  )
}

const HINTS: Readonly<Record<TransferFormat, string>> = {
  ndjson: 'As in {"id": "first", "fields": {"title": "First"}}; without an id one is made.',
  csv: 'A column for each field, named like it, and $id for ids. Lists and numbers as JSON.',
}
