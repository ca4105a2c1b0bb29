import type { ContentObject } from '@keywright/contract'
import { EyeOff, Send, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { countOf, formatCount } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { BulkReportDialog } from './bulk-report.tsx'
import type { ObjectRights } from './object-rights.ts'
import { type BulkAction, type BulkReport, type BulkWish, useBulk } from './use-bulk.ts'
import type { Selection } from './use-selection.ts'

/** What can be done with all selected objects at once. */
export function BulkBar({
  domain,
  type,
  rights,
  selection,
}: {
  domain: string
  type: string
  rights: ObjectRights
  selection: Selection
}) {
  const [asked, setAsked] = useState<BulkAction>()
  const [report, setReport] = useState<BulkReport>()
  const bulk = useBulk(domain, type)
  const { objects } = selection
  const { mayPublish, mayDelete } = rights

  function run(wish: BulkWish) {
    bulk.mutate(wish, {
      onSuccess(report) {
        setAsked(undefined)
        setReport(report.failed.length > 0 ? report : undefined)
        selection.setAll(false)
      },
    })
  }

  return (
    <>
      {objects.length > 0 && (
        <section
          aria-label="Selected objects"
          className="sticky bottom-3 z-20 mx-auto mt-1 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-surface py-2 pr-2 pl-4 shadow-lg"
        >
          <p aria-live="polite" className="mr-2 font-medium">
            {formatCount(objects.length)} selected
          </p>
          {mayPublish && (
            <>
              <Button size="small" onClick={() => setAsked('publish')}>
                <Send aria-hidden /> Publish
              </Button>
              <Button size="small" onClick={() => setAsked('unpublish')}>
                <EyeOff aria-hidden /> Unpublish
              </Button>
            </>
          )}
          {mayDelete && (
            <Button size="small" variant="danger" onClick={() => setAsked('delete')}>
              <Trash2 aria-hidden /> Delete
            </Button>
          )}
          <Button size="small" variant="ghost" onClick={() => selection.setAll(false)}>
            <X aria-hidden /> Clear
          </Button>
        </section>
      )}
      {asked && (
        <BulkConfirm
          action={asked}
          objects={objects}
          busy={bulk.isPending}
          dealtWith={bulk.dealtWith}
          onClose={() => setAsked(undefined)}
          onConfirm={() => run({ action: asked, objects })}
        />
      )}
      {report && (
        <BulkReportDialog
          domain={domain}
          report={report}
          busy={bulk.isPending}
          onDetach={objects => run({ action: 'delete', objects, detach: true })}
          onClose={() => setReport(undefined)}
        />
      )}
    </>
  )
}

const WORDS = {
  publish: { verb: 'Publish', consequence: 'Delivery answers what they say now, at once.' },
  unpublish: {
    verb: 'Unpublish',
    consequence: 'They are gone from delivery at once; here they stay as drafts.',
  },
  delete: {
    verb: 'Delete',
    consequence:
      'They go with all their versions, and from delivery at once. This cannot be undone. Those that others refer to are kept, and named.',
  },
} as const satisfies Record<BulkAction, unknown>

function BulkConfirm({
  action,
  objects,
  busy,
  dealtWith,
  onClose,
  onConfirm,
}: {
  action: BulkAction
  objects: readonly ContentObject[]
  busy: boolean
  dealtWith: number
  onClose: () => void
  onConfirm: () => void
}) {
  const { verb, consequence } = WORDS[action]
  const what = `${verb} ${countOf(objects.length, 'object')}`
  return (
    <Confirm
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`${what}?`}
      action={what}
      danger={action === 'delete'}
      busy={busy}
      onConfirm={onConfirm}
    >
      <p>{consequence}</p>
      {busy && (
        <p aria-live="polite" className="text-muted">
          {formatCount(dealtWith)} of {formatCount(objects.length)} …
        </p>
      )}
    </Confirm>
  )
}
