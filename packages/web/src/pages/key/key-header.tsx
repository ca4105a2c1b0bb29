import type { Key } from '@keywright/contract'
import { Ban, Copy, Ellipsis, Eye, Pause, Pencil, Play, RefreshCw, Repeat } from 'lucide-react'
import { useKeyRights } from '../../keys/key-rights.ts'
import { KeyStateBadge } from '../../keys/key-state.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton, copyText } from '../../ui/copy.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'

/** What the header of the page of a key can set off. */
export interface KeyHeaderActions {
  edit: () => void
  rotate: () => void
  regenerate: () => void
  reveal: () => void
  disable: () => void
  enable: () => void
  revoke: () => void
}

/** Name, state and kind of a key. */
export function KeyTitle({ value: key }: { value: Key }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 break-words">{key.name}</span>
      <KeyStateBadge value={key.state} />
      {key.kind === 'application' && <Badge>Application key</Badge>}
    </span>
  )
}

/** Description, masked token and id of a key. */
export function KeyLine({ value: key }: { value: Key }) {
  return (
    <span className="grid gap-1">
      {key.description !== '' && <span className="whitespace-pre-line">{key.description}</span>}
      <span className="flex flex-wrap items-center gap-x-3">
        {key.masked !== '' && (
          <code className="font-mono text-[0.8125rem] text-ink">{key.masked}</code>
        )}
        <span className="flex min-w-0 items-center">
          <code className="truncate font-mono text-xs">{key.id}</code>
          <CopyButton iconOnly text={key.id} label="Copy id" />
        </span>
      </span>
    </span>
  )
}

/** The buttons and the menu of a key that still lives. */
export function KeyHeaderMenu({
  domain,
  value: key,
  actions,
}: {
  domain: string
  value: Key
  actions: KeyHeaderActions
}) {
  const rights = useKeyRights(domain).on(key)
  const isCustom = key.kind === 'custom'
  return (
    <>
      {rights.mayUpdate && isCustom && (
        <Button onClick={actions.edit}>
          <Pencil aria-hidden /> Edit
        </Button>
      )}
      {rights.mayUpdate &&
        (key.disabledAt === null ? (
          <Button onClick={actions.disable}>
            <Pause aria-hidden /> Disable
          </Button>
        ) : (
          <Button onClick={actions.enable}>
            <Play aria-hidden /> Enable
          </Button>
        ))}
      <Menu
        trigger={
          <IconButton label="More actions" variant="secondary">
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => void copyText(key.id)}>
          <Copy aria-hidden /> Copy id
        </MenuItem>
        {rights.mayReveal && key.revealable && (
          <MenuItem onSelect={actions.reveal}>
            <Eye aria-hidden /> Reveal token
          </MenuItem>
        )}
        {rights.mayUpdate && (
          <>
            <MenuLine />
            <MenuItem onSelect={actions.rotate}>
              <Repeat aria-hidden /> Rotate …
            </MenuItem>
            <MenuItem onSelect={actions.regenerate}>
              <RefreshCw aria-hidden /> Regenerate …
            </MenuItem>
          </>
        )}
        {rights.mayRevoke && isCustom && (
          <>
            <MenuLine />
            <MenuItem danger onSelect={actions.revoke}>
              <Ban aria-hidden /> Revoke …
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  )
}
