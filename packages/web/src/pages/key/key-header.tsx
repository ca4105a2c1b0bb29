import type { Key } from '@keywright/contract'
import { Copy, Ellipsis } from 'lucide-react'
import { KeyStateBadge } from '../../keys/key-state.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton, copyText } from '../../ui/copy.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import type { KeyOffer } from './key-offers.ts'

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
export function KeyHeader({ value: key, offers }: { value: Key; offers: readonly KeyOffer[] }) {
  const at = (place: KeyOffer['place']) => offers.filter(offer => offer.place === place)
  return (
    <>
      {at('button').map(({ id, label, icon: Icon, go }) => (
        <Button key={id} onClick={go}>
          <Icon aria-hidden /> {label}
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
        <MenuPart offers={at('look')} />
        <MenuPart offers={at('replace')} line />
        <MenuPart offers={at('end')} line danger />
      </Menu>
    </>
  )
}

function MenuPart({
  offers,
  line = false,
  danger = false,
}: {
  offers: readonly KeyOffer[]
  line?: boolean
  danger?: boolean
}) {
  if (offers.length === 0) return null
  return (
    <>
      {line && <MenuLine />}
      {offers.map(({ id, label, icon: Icon, go }) => (
        <MenuItem key={id} danger={danger} onSelect={go}>
          <Icon aria-hidden /> {label}
        </MenuItem>
      ))}
    </>
  )
}
