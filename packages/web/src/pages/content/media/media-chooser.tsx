import type { MediaFile } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Images, Search } from 'lucide-react'
import { useId, useState } from 'react'
import { useDebounced } from '../../../access/use-debounced.ts'
import { useCan } from '../../../app/session.tsx'
import { cn } from '../../../lib/cn.ts'
import { countOf } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Input } from '../../../ui/field.tsx'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Empty, QueryState } from '../../../ui/states.tsx'
import type { ListChoices } from './library.search.ts'
import { ListChoicesFields } from './list-choices.tsx'
import { mediaListQuery } from './media.queries.ts'
import { Thumbnail } from './thumbnail.tsx'
import { UploadButton } from './upload-button.tsx'
import { UploadList } from './upload-list.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { useUploads } from './use-uploads.ts'

/** Chooses one file or several: from those that are there, by their name, or from one's own device. */
export function MediaChooser({
  domain,
  many,
  taken,
  onChoose,
  onCancel,
}: {
  domain: string
  many: boolean
  /** Those that cannot be chosen once more. */
  taken: readonly string[]
  onChoose: (ids: readonly string[]) => void
  onCancel: () => void
}) {
  const can = useCan(domain)
  const [text, setText] = useState('')
  const [choices, setChoices] = useState<ListChoices>({})
  const [chosen, setChosen] = useState<readonly string[]>([])
  const search = useDebounced(text.trim())
  const files = useInfiniteQuery(
    mediaListQuery(domain, { search, type: choices.kind, sort: choices.sort }),
  )
  const uploads = useUploads(domain, file => choose(file.id, true))
  const mayUpload = can('content.media:create')
  const isOver = useFileDrop(uploads.add, mayUpload)

  function choose(id: string, isChosen: boolean) {
    setChosen(before => {
      if (!many) return isChosen ? [id] : []
      const others = before.filter(other => other !== id)
      return isChosen ? [...others, id] : others
    })
  }

  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      onSubmit={event => {
        event.preventDefault()
        if (chosen.length > 0) onChoose(chosen)
      }}
    >
      <div className="flex flex-wrap gap-2">
        <div className="relative min-w-0 flex-1 basis-56">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          />
          <Input
            type="search"
            aria-label="Search files"
            placeholder="Search by name or alt text"
            className="pl-9"
            value={text}
            maxLength={100}
            autoComplete="off"
            onChange={event => setText(event.target.value)}
          />
        </div>
        <ListChoicesFields
          value={choices}
          onChange={part => setChoices(before => ({ ...before, ...part }))}
        />
        {mayUpload && <UploadButton onFiles={uploads.add} />}
      </div>
      <UploadList domain={domain} queue={uploads} />
      <div
        className={cn(
          'min-h-64 rounded-lg',
          isOver && 'outline-2 outline-offset-4 outline-accent outline-dashed',
        )}
      >
        <QueryState query={files}>
          {({ pages }) => {
            const found = pages.flatMap(({ items }) => items)
            if (found.length === 0) {
              const isFiltered = search !== '' || choices.kind !== undefined
              return <NothingFound isFiltered={isFiltered} mayUpload={mayUpload} />
            }
            return (
              <>
                <Choices {...{ files: found, many, chosen, taken }} onChange={choose} />
                {files.hasNextPage && <LoadMore query={files} what="files" byHand />}
              </>
            )
          }}
        </QueryState>
      </div>
      <Actions className="sticky -bottom-5 -mx-5 mt-0 -mb-5 rounded-b-xl border-t border-line bg-surface px-5 py-3">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={chosen.length === 0}>
          {many && chosen.length > 0 ? `Add ${countOf(chosen.length, 'file')}` : 'Choose'}
        </Button>
      </Actions>
    </form>
  )
}

function Choices({
  files,
  many,
  chosen,
  taken,
  onChange,
}: {
  files: readonly MediaFile[]
  many: boolean
  chosen: readonly string[]
  taken: readonly string[]
  onChange: (id: string, isChosen: boolean) => void
}) {
  const name = useId()
  return (
    <fieldset>
      <legend className="sr-only">Files</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-3">
        {files.map(file => {
          const isTaken = taken.includes(file.id)
          return (
            <label
              key={file.id}
              className={cn(
                'relative block cursor-pointer overflow-hidden rounded-lg border border-line bg-surface has-checked:border-accent has-checked:ring-2 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                isTaken && 'cursor-not-allowed opacity-55',
              )}
            >
              <input
                type={many ? 'checkbox' : 'radio'}
                name={name}
                checked={isTaken || chosen.includes(file.id)}
                disabled={isTaken}
                onChange={event => onChange(file.id, event.target.checked)}
                className="absolute top-2 left-2 z-10 size-4 accent-(--accent)"
              />
              <Thumbnail file={file} />
              <span title={file.name} className="block truncate px-2 py-1.5 text-[0.8125rem]">
                {file.name}
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

function NothingFound({ isFiltered, mayUpload }: { isFiltered: boolean; mayUpload: boolean }) {
  return isFiltered ? (
    <Empty icon={Images} title="No file matches">
      Search for another part of the name, or look at all kinds.
    </Empty>
  ) : (
    <Empty icon={Images} title="No files yet">
      {mayUpload
        ? 'Upload some, or drop them here.'
        : 'Somebody who may upload files has to add some first.'}
    </Empty>
  )
}
