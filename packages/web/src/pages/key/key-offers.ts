import type { Key } from '@keywright/contract'
import { Ban, Eye, type LucideIcon, Pause, Pencil, Play, RefreshCw, Repeat } from 'lucide-react'
import type { RightsOnKey } from '../../keys/key-rights.ts'

/** What sets off each thing that can be done with the key of a page. */
export type KeyRuns = Record<
  'edit' | 'disable' | 'enable' | 'reveal' | 'rotate' | 'regenerate' | 'revoke',
  () => void
>

/** Something that can be done with a key: a button of the header, or an action in a part of its menu. */
export interface KeyOffer {
  id: keyof KeyRuns
  label: string
  icon: LucideIcon
  place: 'button' | 'look' | 'replace' | 'end'
  go: () => void
}

/** What a person can do with a key; nothing with one that is revoked. */
export function offersOn(key: Key, rights: RightsOnKey, runs: KeyRuns): KeyOffer[] {
  if (key.state === 'revoked') return []
  const { mayUpdate, mayRevoke, mayReveal } = rights
  const isCustom = key.kind === 'custom'
  const isDisabled = key.disabledAt !== null
  const may = {
    edit: mayUpdate && isCustom,
    disable: mayUpdate && !isDisabled,
    enable: mayUpdate && isDisabled,
    reveal: mayReveal && key.revealable,
    rotate: mayUpdate,
    regenerate: mayUpdate,
    revoke: mayRevoke && isCustom,
  } satisfies Record<keyof KeyRuns, boolean>
  return LOOKS.filter(({ id }) => may[id]).map(look => ({ ...look, go: runs[look.id] }))
}

const LOOKS: readonly Omit<KeyOffer, 'go'>[] = [
  { id: 'edit', label: 'Edit', icon: Pencil, place: 'button' },
  { id: 'disable', label: 'Disable', icon: Pause, place: 'button' },
  { id: 'enable', label: 'Enable', icon: Play, place: 'button' },
  { id: 'reveal', label: 'Reveal token', icon: Eye, place: 'look' },
  { id: 'rotate', label: 'Rotate …', icon: Repeat, place: 'replace' },
  { id: 'regenerate', label: 'Regenerate …', icon: RefreshCw, place: 'replace' },
  { id: 'revoke', label: 'Revoke …', icon: Ban, place: 'end' },
]
