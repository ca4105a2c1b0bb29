import type { MediaFile } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { countOf } from '../../../lib/count.ts'
import { Skeleton } from '../../../ui/states.tsx'
import { formatBytes, kindOf } from './media-kind.ts'
import { Thumbnail } from './thumbnail.tsx'

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(min(10rem,45%),1fr))] gap-4'

/** Files as pictures with their names; each leads to its page. */
export function MediaGrid({ domain, files }: { domain: string; files: readonly MediaFile[] }) {
  return (
    <ul aria-label="Files" className={GRID}>
      {files.map(file => (
        <li
          key={file.id}
          className="relative min-w-0 overflow-hidden rounded-xl border border-line bg-surface transition-colors hover:border-field has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
        >
          <Thumbnail file={file} />
          <div className="grid gap-0.5 border-t border-line px-3 py-2">
            <Link
              to="/d/$domain/content/media/$id"
              params={{ domain, id: file.id }}
              title={file.name}
              className="truncate font-medium outline-none after:absolute after:inset-0"
            >
              {file.name}
            </Link>
            <p className="truncate text-xs text-muted">{detailsOf(file).join(' · ')}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Grey tiles where files will be. */
export function MediaGridSkeleton() {
  return (
    <div role="status" aria-label="Loading" className={GRID}>
      {Array.from({ length: 12 }, (_, tile) => `tile ${tile}`).map(tile => (
        <Skeleton key={tile} className="aspect-square h-auto rounded-xl" />
      ))}
    </div>
  )
}

function detailsOf({ type, size, width, height, references }: MediaFile): string[] {
  return [
    width !== null && height !== null ? `${width} × ${height}` : kindOf(type).label,
    formatBytes(size),
    // There may be more uses than one may read: none is no news.
    ...(references > 0 ? [countOf(references, 'use')] : []),
  ]
}
