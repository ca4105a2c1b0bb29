import type { ContentType } from '@keywright/contract'
import { Bookmark, BookmarkPlus, Check, Link as LinkIcon, List, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../../app/session.tsx'
import { useStore } from '../../../lib/store.ts'
import { Button } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/copy.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../../ui/menu.tsx'
import { toast } from '../../../ui/toast.tsx'
import { CLEARED, isNarrowed, type ObjectsSearch } from './objects.search.ts'
import { isView, type ObjectsView, savedViews } from './views.ts'

/** Lists that were saved under a name; each is an address, too, that can be sent to others. */
export function ViewsMenu({
  type,
  search,
  columns,
  onOpen,
}: {
  type: ContentType
  search: ObjectsSearch
  columns: readonly string[]
  onOpen: (view: Pick<ObjectsView, 'search' | 'columns'>) => void
}) {
  const { user } = useMe()
  const store = savedViews(user?.id ?? '', type.id)
  const views = useStore(store)
  const [isSaving, setIsSaving] = useState(false)
  const current = views.find(view => isView(search, view))
  const isPlain = !isNarrowed(search) && search.sort === undefined

  function save(name: string) {
    const others = views.filter(view => view.name !== name)
    const saved = { name, search, columns: [...columns] }
    store.set([...others, saved].sort((one, other) => one.name.localeCompare(other.name)))
    setIsSaving(false)
    toast({ title: `Saved as ${name}`, detail: 'In this browser only, for you alone.' })
  }

  return (
    <>
      <Menu
        trigger={
          <Button className="max-w-48 min-w-0">
            <Bookmark aria-hidden /> <span className="truncate">{current?.name ?? 'Views'}</span>
          </Button>
        }
      >
        <MenuItem onSelect={() => onOpen({ search: { ...CLEARED, sort: undefined } })}>
          {isPlain ? <Check aria-hidden /> : <List aria-hidden />} All objects
        </MenuItem>
        {views.map(view => (
          <MenuItem key={view.name} onSelect={() => onOpen(view)}>
            {view === current ? <Check aria-hidden /> : <Bookmark aria-hidden />} {view.name}
          </MenuItem>
        ))}
        {views.length === 0 && <MenuLabel>No views are saved yet</MenuLabel>}
        <MenuLine />
        <MenuItem onSelect={() => setIsSaving(true)}>
          <BookmarkPlus aria-hidden /> Save this view …
        </MenuItem>
        <MenuItem onSelect={() => void copyText(location.href)}>
          <LinkIcon aria-hidden /> Copy link to this view
        </MenuItem>
        {current && (
          <MenuItem
            danger
            onSelect={() => {
              store.set(views.filter(view => view !== current))
              toast({ title: `The view ${current.name} is removed` })
            }}
          >
            <Trash2 aria-hidden /> Remove {current.name}
          </MenuItem>
        )}
      </Menu>
      {isSaving && (
        <SaveView
          names={views.map(({ name }) => name)}
          first={current?.name ?? ''}
          onSave={save}
          onClose={() => setIsSaving(false)}
        />
      )}
    </>
  )
}

function SaveView({
  names,
  first,
  onSave,
  onClose,
}: {
  names: readonly string[]
  first: string
  onSave: (name: string) => void
  onClose: () => void
}) {
  const [name, setName] = useState(first)
  const isTaken = names.includes(name.trim())
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title="Save this view"
      description="Its search, filters, order and columns, under a name: in this browser only, and for you alone. To give it to others, copy its link."
      width="small"
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (name.trim() !== '') onSave(name.trim())
        }}
      >
        <Field
          label="Name"
          hint={isTaken ? 'There is a view of this name: it is replaced.' : undefined}
        >
          <Input
            value={name}
            maxLength={60}
            autoComplete="off"
            placeholder="As in: Drafts of this month"
            onChange={event => setName(event.target.value)}
          />
        </Field>
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={name.trim() === ''}>
            Save view
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
