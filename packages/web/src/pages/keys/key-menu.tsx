import type { Key } from '@keywright/contract'
import { useNavigate } from '@tanstack/react-router'
import { Ban, Copy, Ellipsis, KeyRound, Pause, Play, Repeat } from 'lucide-react'
import { useState } from 'react'
import type { KeyRights } from '../../keys/key-rights.ts'
import type { KeyActions } from '../../keys/use-key-actions.tsx'
import { IconButton } from '../../ui/button.tsx'
import { copyText } from '../../ui/copy.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'

/** What can be done with one key, and where. */
interface KeyMenuProps {
  domain: string
  value: Key
  rights: KeyRights
  actions: KeyActions
}

/** The button of what can be done with one key. The menu is made when it is asked for: lists have many. */
export function KeyMenu(props: KeyMenuProps) {
  const [isAskedFor, setIsAskedFor] = useState(false)
  const label = `Actions for ${props.value.name}`
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

function OpenedMenu({ label, domain, value, rights, actions }: KeyMenuProps & { label: string }) {
  const navigate = useNavigate()
  const open = () => void navigate({ to: '/d/$domain/keys/$id', params: { domain, id: value.id } })
  const { mayUpdate, mayRevoke } = rights.on(value)
  const isCustom = value.kind === 'custom'
  const isRevoked = value.state === 'revoked'
  return (
    <Menu
      defaultOpen
      trigger={
        <IconButton label={label}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem onSelect={open}>
        <KeyRound aria-hidden /> Open
      </MenuItem>
      <MenuItem onSelect={() => void copyText(value.id)}>
        <Copy aria-hidden /> Copy id
      </MenuItem>
      {mayUpdate && !isRevoked && (
        <>
          <MenuLine />
          {value.disabledAt === null ? (
            <MenuItem onSelect={() => actions.disable(value)}>
              <Pause aria-hidden /> Disable …
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => actions.enable(value)}>
              <Play aria-hidden /> Enable
            </MenuItem>
          )}
          <MenuItem onSelect={() => actions.rotate(value)}>
            <Repeat aria-hidden /> Rotate …
          </MenuItem>
        </>
      )}
      {mayRevoke && isCustom && !isRevoked && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={() => actions.revoke(value)}>
            <Ban aria-hidden /> Revoke …
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
