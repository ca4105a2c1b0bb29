import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react'
import { cn } from '../../../lib/cn.ts'
import { useStore } from '../../../lib/store.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { formatBytes } from './media-kind.ts'
import { refusalOf } from './refusal.ts'
import { isUnderWay, type Upload, type UploadQueue } from './upload-queue.ts'

/** How far each file of a queue is, with what can be done about it; nothing without files. */
export function UploadList({
  domain,
  queue,
  links = false,
}: {
  domain: string
  queue: UploadQueue
  /** Whether names lead to the files. */
  links?: boolean
}) {
  const uploads = useStore(queue.uploads)
  if (uploads.length === 0) return null
  const isBusy = uploads.some(isUnderWay)
  return (
    <section aria-label="Uploads" className="rounded-xl border border-line bg-surface">
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-2 px-4 py-2">
        <p role="status" className="font-medium">
          {summaryOf(uploads)}
        </p>
        {isBusy ? (
          <Button size="small" onClick={queue.close}>
            Cancel all
          </Button>
        ) : (
          <Button size="small" onClick={queue.clear}>
            Clear list
          </Button>
        )}
      </header>
      <ul className="max-h-72 overflow-y-auto border-t border-line">
        {uploads.map(upload => (
          <li key={upload.id} className="border-b border-line px-4 py-2 last:border-0">
            <Row domain={domain} upload={upload} queue={queue} links={links} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Row({
  domain,
  upload,
  queue,
  links,
}: {
  domain: string
  upload: Upload
  queue: UploadQueue
  links: boolean
}) {
  const { id, file, state, sent, made, error } = upload
  return (
    <div className="flex items-center gap-3">
      <div className="grid min-w-0 flex-1 gap-1">
        <div className="flex min-w-0 items-baseline justify-between gap-3">
          {made && links ? (
            <Link
              to="/d/$domain/content/media/$id"
              params={{ domain, id: made.id }}
              className="truncate font-medium text-accent hover:underline"
            >
              {file.name}
            </Link>
          ) : (
            <span className="truncate font-medium">{file.name}</span>
          )}
          <span className="shrink-0 text-xs text-muted">{formatBytes(file.size)}</span>
        </div>
        {isUnderWay(upload) && (
          <div className="flex items-center gap-3">
            <progress
              aria-label={`Upload of ${file.name}`}
              value={sent}
              max={1}
              className="h-1.5 w-full overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
            />
            <span className="w-16 shrink-0 text-right text-xs text-muted">
              {state === 'waiting' ? 'Waiting' : sent < 1 ? percent(sent) : 'Storing'}
            </span>
          </div>
        )}
        {error && <Refused error={error} />}
      </div>
      {state === 'done' && (
        <CircleCheck role="img" aria-label="Uploaded" className="size-5 shrink-0 text-good" />
      )}
      {state === 'refused' && (
        <IconButton label={`Try ${file.name} again`} onClick={() => queue.retry(id)}>
          <RotateCw aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={
          isUnderWay(upload) ? `Cancel ${file.name}` : `Take ${file.name} off the list of uploads`
        }
        className={cn(state === 'done' && 'text-muted')}
        onClick={() => queue.cancel(id)}
      >
        <X aria-hidden />
      </IconButton>
    </div>
  )
}

function Refused({ error }: { error: Error }) {
  const { title, help, request } = refusalOf(error)
  return (
    <div className="flex gap-2 text-[0.8125rem]">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <p className="min-w-0 wrap-anywhere">
        <span className="text-danger">{title}</span> {help}
        {request !== undefined && <span className="block text-xs text-muted">{request}</span>}
      </p>
    </div>
  )
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}

function summaryOf(uploads: readonly Upload[]): string {
  const done = uploads.filter(({ state }) => state === 'done').length
  const refused = uploads.filter(({ state }) => state === 'refused').length
  const total = `${done} of ${uploads.length} uploaded`
  return refused === 0 ? total : `${total}, ${refused} refused`
}
