import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ArrowRight, ImagePlus, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { ListPartBar, useListPart } from '../../../ui/list-part.tsx'
import { Skeleton } from '../../../ui/states.tsx'
import { mediaFileQuery } from './media.queries.ts'
import { MediaChooser } from './media-chooser.tsx'
import { Thumbnail } from './thumbnail.tsx'

/** A file as objects refer to it. */
export interface MediaReference {
  type: 'media'
  id: string
}

/** What a field of files shows and takes. */
export interface MediaPickerProps {
  domain: string
  /** What the files are for, as the label of the field says it. */
  label: string
  /** At most one, unless `many`. */
  value: readonly MediaReference[]
  onChange: (value: readonly MediaReference[]) => void
  many?: boolean
  /** Most of them that are shown at once. */
  shown?: number
  disabled?: boolean | undefined
  /** Id of the hint or of what is wrong. */
  'aria-describedby'?: string | undefined
}

/** The files that a field holds; others are chosen in a dialog from those that are there, or uploaded in it. */
export function MediaPicker({
  domain,
  label,
  value,
  onChange,
  many = false,
  shown,
  disabled = false,
  'aria-describedby': describedBy,
}: MediaPickerProps) {
  const [isOpen, setIsOpen] = useState(false)
  const name = useId()
  const frame = useRef<HTMLFieldSetElement>(null)
  const part = useListPart(value.length, shown)

  function add(chosen: readonly string[]) {
    const known = new Set(value.map(reference => reference.id))
    const fresh = chosen.filter(one => !known.has(one)).map(referTo)
    part.show(value.length)
    onChange(many ? [...value, ...fresh] : fresh.length > 0 ? fresh.slice(0, 1) : value)
    setIsOpen(false)
  }

  function move(from: number, to: number) {
    const moved = [...value]
    moved.splice(to, 0, ...moved.splice(from, 1))
    onChange(moved)
    part.show(to)
    focusFile(to)
  }

  /** The file that stands at a place then, or the last one, or what chooses files. */
  function focusFile(place: number) {
    keepFocus(() => {
      const files = frame.current?.querySelectorAll<HTMLElement>(':scope > ul > li')
      const file = files?.[Math.min(place % part.size, files.length - 1)]
      return (file ?? frame.current)?.querySelector('button')
    })
  }

  const verb = many ? 'Add files' : value.length > 0 ? 'Change file' : 'Choose a file'
  return (
    <fieldset ref={frame} aria-describedby={describedBy} className="grid min-w-0 gap-3">
      <legend className="sr-only">{label}</legend>
      <ListPartBar part={part} />
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-3">
          {value.slice(part.first, part.end).map((reference, row) => {
            const place = part.first + row
            return (
              <li key={reference.id} className="w-40">
                <Chosen
                  domain={domain}
                  id={reference.id}
                  disabled={disabled}
                  onRemove={() => {
                    onChange(value.filter(other => other.id !== reference.id))
                    focusFile(place)
                  }}
                  {...(many && place > 0 && { onEarlier: () => move(place, place - 1) })}
                  {...(many &&
                    place < value.length - 1 && { onLater: () => move(place, place + 1) })}
                />
              </li>
            )
          })}
        </ul>
      )}
      <div>
        <Button
          aria-describedby={`${name} ${describedBy ?? ''}`.trim()}
          disabled={disabled}
          onClick={() => setIsOpen(true)}
        >
          <ImagePlus aria-hidden /> {verb}
        </Button>
        <span id={name} hidden>
          {label}
        </span>
      </div>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={many ? 'Add files' : 'Choose a file'}
        width="large"
      >
        <MediaChooser
          domain={domain}
          many={many}
          taken={many ? value.map(reference => reference.id) : []}
          onChoose={add}
          onCancel={() => setIsOpen(false)}
        />
      </Dialog>
    </fieldset>
  )
}

function Chosen({
  domain,
  id,
  disabled,
  onRemove,
  onEarlier,
  onLater,
}: {
  domain: string
  id: string
  disabled: boolean
  onRemove: () => void
  onEarlier?: () => void
  onLater?: () => void
}) {
  const { data, error } = useQuery(mediaFileQuery(domain, id))
  const file = data?.value
  const name = file?.name ?? id
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      {file ? <Thumbnail file={file} /> : <Skeleton className="aspect-4/3 h-auto rounded-none" />}
      <div className="px-2 pt-1.5">
        <Link
          to="/d/$domain/content/media/$id"
          params={{ domain, id }}
          target="_blank"
          title={name}
          className="block truncate text-[0.8125rem] font-medium hover:underline"
        >
          {name}
        </Link>
        {error && <p className="text-xs text-danger">{error.message}</p>}
      </div>
      {!disabled && (
        <div className="flex justify-end">
          {onEarlier && (
            <IconButton label={`Move ${name} forward`} onClick={onEarlier}>
              <ArrowLeft aria-hidden />
            </IconButton>
          )}
          {onLater && (
            <IconButton label={`Move ${name} back`} onClick={onLater}>
              <ArrowRight aria-hidden />
            </IconButton>
          )}
          <IconButton label={`Remove ${name}`} onClick={onRemove}>
            <X aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  )
}

function referTo(id: string): MediaReference {
  return { type: 'media', id }
}
