import { routes } from 'virtual:routes'
import { addressOf, type MediaFile } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../../app/session.tsx'
import type { Versioned } from '../../../app/with-etag.ts'
import { formatCount } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Facts } from '../../../ui/card.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryPage } from '../../../ui/query-page.tsx'
import { Time } from '../../../ui/time.tsx'
import { DeleteFile } from './delete-file.tsx'
import { EditFile } from './edit-file.tsx'
import { FileLinks, FilePreview } from './file-preview.tsx'
import { mediaFileQuery } from './media.queries.ts'
import { formatBytes, hasVariants, kindOf } from './media-kind.ts'
import { References } from './references.tsx'
import { VariantAddress } from './variant-address.tsx'

const route = getRouteApi('/frame/d/$domain/content/media/$id')

/** One file: how it looks, what is said of it, where it is delivered, and what refers to it. */
export function FilePage() {
  const { domain, id } = route.useParams()
  const found = useQuery(mediaFileQuery(domain, id))
  return (
    <QueryPage title="File" query={found}>
      {current => <FileView key={id} domain={domain} current={current} />}
    </QueryPage>
  )
}

function FileView({ domain, current }: { domain: string; current: Versioned<MediaFile> }) {
  const file = current.value
  const can = useCan(domain)
  const [asks, setAsks] = useState(false)
  const mayDelete = can('content.media:delete')
  const downloadUrl = addressOf(routes.media.file, { params: { domain, id: file.id } })
  return (
    <Page
      title={file.name}
      description={
        <Link
          to="/d/$domain/content/media"
          params={{ domain }}
          className="inline-flex items-center gap-1 hover:underline"
        >
          <ArrowLeft aria-hidden className="size-4" /> All files
        </Link>
      }
      actions={
        <>
          <FileLinks file={file} downloadUrl={downloadUrl} />
          {mayDelete && (
            <Button variant="danger" onClick={() => setAsks(true)}>
              <Trash2 aria-hidden /> Delete
            </Button>
          )}
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <FilePreview file={file} />
          <VariantAddress file={file} />
          <Card title="Facts">
            <FileFacts file={file} />
          </Card>
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Card title="Details">
            <EditFile
              domain={domain}
              current={current}
              hasFocalPoint={hasVariants(file)}
              mayEdit={can('content.media:update')}
              mayLeave={asks}
            />
          </Card>
          <References domain={domain} file={file} />
        </div>
      </div>
      {mayDelete && (
        <DeleteFile domain={domain} current={current} open={asks} onClose={() => setAsks(false)} />
      )}
    </Page>
  )
}

function FileFacts({ file }: { file: MediaFile }) {
  const { id, type, size, width, height, hash, createdAt, createdBy, updatedAt } = file
  return (
    <Facts
      facts={[
        ['Kind', `${kindOf(type).label} (${type})`],
        ['Size', `${formatBytes(size)} (${formatCount(size)} bytes)`],
        ...(width !== null && height !== null
          ? [['Pixels', `${width} × ${height}`] as [string, string]]
          : []),
        ['Uploaded', <Time key="at" at={createdAt} />],
        ['By', createdBy.label],
        ['Changed', <Time key="changed" at={updatedAt} />],
        [
          'Id',
          <span key="id" className="-my-1.5 flex items-center gap-1">
            <code className="min-w-0 font-mono text-xs break-all">{id}</code>
            <CopyButton iconOnly text={id} label="Copy id" />
          </span>,
        ],
        [
          'SHA-256',
          <code key="hash" className="font-mono text-xs break-all">
            {hash}…
          </code>,
        ],
      ]}
    />
  )
}
