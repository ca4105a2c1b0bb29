import type { ContentType } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { SendingCancelled } from '../../../app/send-file.ts'
import { useAction } from '../../../app/use-action.ts'
import { useStore } from '../../../lib/store.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Checkbox, FieldSet, Radio } from '../../../ui/field.tsx'
import { toast } from '../../../ui/toast.tsx'
import { ImportFile } from './import-file.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportReport } from './import-report.tsx'
import { runImport } from './import-run.ts'
import { type ImportState, importInto, resultOf } from './imports.ts'
import type { ObjectRights } from './object-rights.ts'
import { resetLists } from './objects.queries.ts'
import type { TransferFormat } from './row-counter.ts'

/** Makes objects of the rows of a file, or shows the import that goes on already, or its report. */
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
  const state = importInto(domain, type.name)
  const { step, summary } = useStore(state)
  const change = (part: ImportState) => state.set({ ...state.get(), ...part })
  const abort = useRef<AbortController>(undefined)

  const action = useAction({
    run(file: File) {
      abort.current = new AbortController()
      change({ step: { step: 'sending', share: 0 } })
      return runImport(
        { domain, type: type.name, file, format, mode, publish, atomic },
        { signal: abort.current.signal, onStep: step => change({ step }) },
      )
    },
    onDone: summary => {
      resetLists(client, domain, type.name)
      const { isWatched = false } = state.get()
      state.set({ summary, isWatched })
      if (isWatched) return
      const end = summary.problem ? 'It ended early. ' : ''
      toast({
        title: `Import of ${type.label}: ${resultOf(summary)}`,
        detail: `${end}The report is with the objects of the type, under “Import report”.`,
        ...(end !== '' && { tone: 'danger' }),
      })
    },
    onRefused(error) {
      const { isWatched = false } = state.get()
      state.set({ isWatched })
      return error instanceof SendingCancelled
    },
  })
  const isBusy = step !== undefined
  const isSending = step?.step === 'sending'
  useLeaveQuestion(isSending)
  useEffect(() => {
    state.set({ ...state.get(), isWatched: true })
    return () => {
      // What has arrived goes on without this page; what has not is called back.
      if (state.get().step?.step === 'sending') abort.current?.abort()
      state.set({ ...state.get(), isWatched: false })
    }
  }, [state])

  function close() {
    // The report was seen.
    if (summary) state.set({})
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
        <ImportReport summary={summary} type={type.name} onClose={close} />
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
            disabled={isBusy}
            onFile={setFile}
            onFormat={setFormat}
          />
          <FieldSet legend="Rows with the id of an object that is there">
            <Radio
              name="mode"
              label="are refused"
              hint="Nothing that is there is changed."
              checked={mode === 'create'}
              disabled={isBusy}
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
              disabled={isBusy || !rights.mayUpdate}
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
              disabled={isBusy || !rights.mayPublish}
              onChange={event => setPublish(event.target.checked)}
            />
            <Checkbox
              label="All rows or none"
              hint="If one is refused, nothing is imported. Up to 1,000 rows."
              checked={atomic}
              disabled={isBusy}
              onChange={event => setAtomic(event.target.checked)}
            />
          </div>
          {step && <ImportProgress step={step} />}
          <Actions className="mt-0">
            <Button onClick={close}>{isBusy && !isSending ? 'Close' : 'Cancel'}</Button>
            <Button type="submit" variant="primary" disabled={!file} busy={isBusy}>
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
