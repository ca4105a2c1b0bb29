import type { ContentObject } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { countOf } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Detaching, Referrers } from './referrers.tsx'
import type { BulkReport } from './use-bulk.ts'

/** The objects that stayed as they were, and why. */
export function BulkReportDialog({
  domain,
  report: { action, done, failed },
  busy,
  onDetach,
  onClose,
}: {
  domain: string
  report: BulkReport
  busy: boolean
  onDetach: (objects: readonly ContentObject[]) => void
  onClose: () => void
}) {
  const referenced = failed.flatMap(({ object, problem }) =>
    problem.code === 'OBJECT_REFERENCED' ? [object] : [],
  )
  const were = failed.length === 1 ? 'was' : 'were'
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`${countOf(failed.length, 'object')} ${were} not ${PAST[action]}`}
      {...(done > 0 && { description: `${countOf(done, 'other')} done.` })}
    >
      <ul className="grid gap-2">
        {failed.map(({ object: { id, type, title }, problem }) => (
          <li key={id} className="grid gap-1.5 rounded-lg border border-line px-3 py-2">
            <Link
              to="/d/$domain/content/objects/$type/$id"
              params={{ domain, type, id }}
              target="_blank"
              className="font-medium wrap-anywhere hover:underline"
            >
              {title}
            </Link>
            <span className="text-muted">
              {SENTENCES[problem.code] ?? problem.detail ?? problem.title}{' '}
              <code className="font-mono text-xs">{problem.code}</code>
            </span>
            {problem.errors?.map(({ pointer, message }) => (
              <span key={pointer} className="text-[0.8125rem] text-muted">
                <code className="font-mono">{pointer}</code> {message}
              </span>
            ))}
            <Referrers domain={domain} problem={problem} />
          </li>
        ))}
      </ul>
      {referenced.length > 0 && <Detaching />}
      <Actions>
        <Button onClick={onClose}>Close</Button>
        {referenced.length > 0 && (
          <Button variant="final" busy={busy} onClick={() => onDetach(referenced)}>
            Take references out and delete {referenced.length === 1 ? 'it' : referenced.length}
          </Button>
        )}
      </Actions>
    </Dialog>
  )
}

const PAST = {
  publish: 'published',
  unpublish: 'taken back',
  delete: 'deleted',
} as const satisfies Record<BulkReport['action'], string>

const SENTENCES: Readonly<Record<string, string>> = {
  PRECONDITION_FAILED: 'Somebody changed it since the list was read. Look at it first.',
}
