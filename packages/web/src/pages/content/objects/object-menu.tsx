import type { ContentObject } from '@keywright/contract'
import { useNavigate } from '@tanstack/react-router'
import { Copy, CopyPlus, Ellipsis, EyeOff, FilePen, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/copy.tsx'
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.tsx'
import type { ObjectRights } from './object-rights.ts'
import type { ObjectActions } from './use-object-actions.tsx'

/** What can be done with one object, and where. */
interface ObjectMenuProps {
  domain: string
  value: ContentObject
  rights: ObjectRights
  actions: ObjectActions
}

/** The button of what can be done with one object. The menu is made when it is asked for: lists have many. */
export function ObjectMenu(props: ObjectMenuProps) {
  const [isAskedFor, setIsAskedFor] = useState(false)
  const label = `Actions for ${props.value.title}`
  if (isAskedFor) return <OpenedMenu label={label} {...props} />
  return (
    <IconButton
      label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setIsAskedFor(true)}
      onKeyDown={event => {
        if (event.key === 'ArrowDown') setIsAskedFor(true)
      }}
    >
      <Ellipsis aria-hidden />
    </IconButton>
  )
}

function OpenedMenu({
  label,
  domain,
  value,
  rights,
  actions,
}: ObjectMenuProps & { label: string }) {
  const navigate = useNavigate()
  const { id, type, state } = value
  const { mayCreate, mayUpdate, mayDelete, mayPublish } = rights
  return (
    <Menu
      defaultOpen
      trigger={
        <IconButton label={label}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        onSelect={() =>
          void navigate({
            to: '/d/$domain/content/objects/$type/$id',
            params: { domain, type, id },
          })
        }
      >
        <FilePen aria-hidden /> {mayUpdate ? 'Edit' : 'Open'}
      </MenuItem>
      {mayCreate && (
        <MenuItem onSelect={() => actions.duplicate(value)}>
          <CopyPlus aria-hidden /> Duplicate
        </MenuItem>
      )}
      <MenuItem onSelect={() => void copyText(id)}>
        <Copy aria-hidden /> Copy id
      </MenuItem>
      {mayPublish && (
        <>
          <MenuLine />
          {state !== 'published' && (
            <MenuItem onSelect={() => actions.publish(value)}>
              <Send aria-hidden /> {state === 'changed' ? 'Publish changes' : 'Publish'}
            </MenuItem>
          )}
          {state !== 'draft' && (
            <MenuItem onSelect={() => actions.unpublish(value)}>
              <EyeOff aria-hidden /> Unpublish
            </MenuItem>
          )}
        </>
      )}
      {mayDelete && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={() => actions.delete(value)}>
            <Trash2 aria-hidden /> Delete …
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
