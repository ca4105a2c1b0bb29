import type { ContentType, ImportSummary } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useAction } from '../../../app/use-action.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Checkbox, FieldSet, Radio } from '../../../ui/field.tsx'
import { ImportFile } from './import-file.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportReport } from './import-report.tsx'
import { ImportCancelled, type ImportStep, runImport } from './import-run.ts'
import type { ObjectRights } from './object-rights.ts'
import { resetLists } from './objects.queries.ts'
import type { TransferFormat } from './row-counter.ts'

/** Makes objects of the rows of a file. */
export function ImportDialog({
  domain,
  type,
  rights,
  onClose,
}: {
  domain: string
  type: ContentType
  rights: ObjectRights
  onClose: () => void
}) {
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [format, setFormat] = useState<TransferFormat>('ndjson')
  const [mode, setMode] = useState<'create' | 'upsert'>('create')
  const [publish, setPublish] = useState(false)
  const [atomic, setAtomic] = useState(false)
  const [step, setStep] = useState<ImportStep>()
  const [summary, setSummary] = useState<ImportSummary>()
  const abort = useRef<AbortController>(undefined)

  const action = useAction({
    run(file: File) {
      abort.current = new AbortController()
      setStep({ step: 'sending', share: 0 })
      return runImport(
        { domain, type: type.name, file, format, mode, publish, atomic },
        { signal: abort.current.signal, onStep: setStep },
      )
    },
    onDone: summary => {
      resetLists(client, domain, type.name)
      setSummary(summary)
    },
    onRefused(error) {
      setStep(undefined)
      return error instanceof ImportCancelled
    },
  })
  const isSending = action.isPending && step?.step === 'sending'
  useLeaveQuestion(isSending)

  /** What has arrived goes on without this page; what has not is called back. */
  function close() {
    if (isSending) abort.current?.abort()
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) close()
      }}
      title={summary ? `Import of ${type.label}` : `Import ${type.label}`}
      {...(!summary && {
        description:
          'Objects from a file: NDJSON with one on each line, or CSV with a heading row.',
      })}
    >
      {summary ? (
        <ImportReport summary={summary} type={type.name} onClose={onClose} />
      ) : (
        <form
          className="grid grid-cols-[minmax(0,1fr)] gap-5"
          onSubmit={event => {
            event.preventDefault()
            if (file) action.mutate(file)
          }}
        >
          <ImportFile
            file={file}
            format={format}
            disabled={action.isPending}
            onFile={setFile}
            onFormat={setFormat}
          />
          <FieldSet legend="Rows with the id of an object that is there">
            <Radio
              name="mode"
              label="are refused"
              hint="Nothing that is there is changed."
              checked={mode === 'create'}
              disabled={action.isPending}
              onChange={() => setMode('create')}
            />
            <Radio
              name="mode"
              label="replace it"
              hint={
                rights.mayUpdate
                  ? 'What it said before stays among its versions.'
                  : 'You may not change objects of this type.'
              }
              checked={mode === 'upsert'}
              disabled={action.isPending || !rights.mayUpdate}
              onChange={() => setMode('upsert')}
            />
          </FieldSet>
          <div className="grid gap-2">
            <Checkbox
              label="Publish what is imported"
              hint={
                rights.mayPublish
                  ? 'Each row, or what its “published” says. Otherwise all become drafts.'
                  : 'You may not publish objects of this type: all become drafts.'
              }
              checked={publish}
              disabled={action.isPending || !rights.mayPublish}
              onChange={event => setPublish(event.target.checked)}
            />
            <Checkbox
              label="All rows or none"
              hint="If one is refused, nothing is imported. Up to 10,000 rows."
              checked={atomic}
              disabled={action.isPending}
              onChange={event => setAtomic(event.target.checked)}
            />
          </div>
          {action.isPending && step && <ImportProgress step={step} />}
          <Actions className="mt-0">
            <Button onClick={close}>{action.isPending && !isSending ? 'Close' : 'Cancel'}</Button>
            <Button type="submit" variant="primary" disabled={!file} busy={action.isPending}>
              Import
            </Button>
          </Actions>
        </form>
      )}
    </Dialog>
  )
}

/** A file that is under way is gone with its page. */
function useLeaveQuestion(isAsked: boolean) {
  useEffect(() => {
    if (!isAsked) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isAsked])
}
