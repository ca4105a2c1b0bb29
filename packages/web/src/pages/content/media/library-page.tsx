import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Images, SearchX, Upload } from 'lucide-react'
import { useCan } from '../../../app/session.tsx'
import { Button } from '../../../ui/button.tsx'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Empty, QueryState } from '../../../ui/states.tsx'
import type { LibrarySearch } from './library.search.ts'
import { libraryUploads } from './library-uploads.ts'
import { ListChoicesFields } from './list-choices.tsx'
import { mediaListQuery } from './media.queries.ts'
import { MediaGrid, MediaGridSkeleton } from './media-grid.tsx'
import { UploadButton } from './upload-button.tsx'
import { UploadList } from './upload-list.tsx'
import { useFileDrop } from './use-file-drop.ts'

const route = getRouteApi('/frame/d/$domain/content/media')

/** The files of a domain, found by name and kind, in the order one wants; more are uploaded by a button, or dropped on the page. */
export function LibraryPage() {
  const { domain } = route.useParams()
  const { search = '', kind, sort } = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const mayUpload = can('content.media:create')
  const uploads = libraryUploads(domain)
  const isOver = useFileDrop(uploads.add, mayUpload)
  const files = useInfiniteQuery(mediaListQuery(domain, { search, type: kind, sort }))
  const isFiltered = search !== '' || kind !== undefined

  function narrow(part: LibrarySearch) {
    void navigate({ search: before => ({ ...before, ...part }), replace: true })
  }

  return (
    <Page
      title="Media"
      wide
      description="Pictures, films and documents that objects refer to. Nothing is public before something published refers to it."
      actions={mayUpload && <UploadButton variant="primary" onFiles={uploads.add} />}
    >
      <UploadList domain={domain} queue={uploads} links />
      <div className="flex flex-wrap gap-2">
        <SearchField
          label="Search files"
          placeholder="Search by name or alt text"
          value={search}
          onChange={text => narrow({ search: text || undefined })}
        />
        <ListChoicesFields value={{ kind, sort }} onChange={narrow} />
      </div>
      <QueryState query={files} loading={<MediaGridSkeleton />}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items)
          if (found.length === 0) {
            return isFiltered ? (
              <Empty
                icon={SearchX}
                title="No file matches"
                action={
                  <Button onClick={() => narrow({ search: undefined, kind: undefined })}>
                    Clear filters
                  </Button>
                }
              >
                Search for another part of the name, or look at all kinds.
              </Empty>
            ) : (
              <NoFiles mayUpload={mayUpload} onFiles={uploads.add} />
            )
          }
          return (
            <div>
              <MediaGrid domain={domain} files={found} />
              <LoadMore query={files} what="files" />
            </div>
          )
        }}
      </QueryState>
      {isOver && <DropHere />}
    </Page>
  )
}

function NoFiles({ mayUpload, onFiles }: { mayUpload: boolean; onFiles: (files: File[]) => void }) {
  return (
    <div className="rounded-xl border border-field border-dashed bg-surface">
      <Empty
        icon={Images}
        title="No files yet"
        action={mayUpload && <UploadButton onFiles={onFiles} label="Choose files" />}
      >
        {mayUpload
          ? 'Drop files anywhere on this page, or choose them. Objects refer to them in fields that hold media; variants of images in other sizes and formats are made by themselves.'
          : 'Somebody with the permission content.media:create has to upload some first.'}
      </Empty>
    </div>
  )
}

function DropHere() {
  return (
    <div className="pointer-events-none fixed inset-2 z-40 grid place-items-center rounded-xl border-2 border-accent border-dashed bg-page/85">
      <p className="flex items-center gap-2 text-base font-semibold">
        <Upload aria-hidden className="size-5" /> Drop the files to upload them
      </p>
    </div>
  )
}
