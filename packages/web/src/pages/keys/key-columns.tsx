import type { KEY_SORTS, Key } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { AccessSummary, ExpiresCell, KeyStateBadge } from '../../keys/key-state.tsx'
import { Time } from '../../ui/time.tsx'
import type { Density } from './density.ts'

/** One column of the list of keys. */
export interface KeyColumn {
  id: string
  heading: string
  /** How wide the list must be to show it as a column; cards show all. */
  from?: 'medium' | 'wide'
  /** The orders that its heading offers, the first one first. */
  sorts?: readonly (typeof KEY_SORTS)[number][]
  cell: (key: Key, density: Density) => ReactNode
}

/** Room for the columns: as cards, then as a table of three widths. */
export const ROW_GRID =
  'grid grid-cols-[1.25rem_minmax(0,1fr)_2.25rem] gap-x-2.5 px-3 @3xl:gap-x-2 ' +
  '@3xl:grid-cols-[1.25rem_minmax(0,1fr)_5rem_7rem_6.25rem_7.25rem_4.5rem_2.25rem] ' +
  '@min-[60rem]:grid-cols-[1.25rem_minmax(0,1fr)_5rem_8rem_6.25rem_6.25rem_6.25rem_7.25rem_4.5rem_2.25rem] ' +
  '@min-[70rem]:gap-x-3 ' +
  '@min-[80rem]:grid-cols-[1.25rem_minmax(0,1.6fr)_6rem_minmax(7rem,.7fr)_minmax(0,.8fr)_minmax(0,.8fr)_6rem_6rem_7.5rem_5rem_2.25rem]'

/** Which columns are hidden as long as the list is a table that is too narrow for them. */
export const COLUMN_VISIBILITY = {
  always: '',
  medium: '@3xl:hidden @min-[60rem]:block',
  wide: '@3xl:hidden @min-[80rem]:block',
} as const

/** The name of a key: where it leads to its page. */
export function KeyName({
  domain,
  value,
  density,
}: {
  domain: string
  value: Key
  density: Density
}) {
  return (
    <>
      <Link
        to="/d/$domain/keys/$id"
        params={{ domain, id: value.id }}
        title={value.name}
        className="block truncate font-medium hover:underline"
      >
        {value.name}
        {value.kind === 'application' && (
          <span className="font-normal text-muted"> · application key</span>
        )}
      </Link>
      {value.description !== '' && density === 'comfortable' && (
        <span title={value.description} className="block truncate text-[0.8125rem] text-muted">
          {value.description}
        </span>
      )}
    </>
  )
}

/** The columns after the name. */
export const KEY_COLUMNS: readonly KeyColumn[] = [
  {
    id: 'token',
    heading: 'Token',
    cell: key => <code className="font-mono text-xs whitespace-nowrap">{key.masked}</code>,
  },
  {
    id: 'access',
    heading: 'Role or access',
    cell: (key, density) => <AccessSummary value={key} stacked={density === 'comfortable'} />,
  },
  {
    id: 'actsAs',
    heading: 'Acts as',
    from: 'medium',
    cell: ({ actsAs, actsAsEmail }) => <Person name={actsAsEmail ?? actsAs} />,
  },
  {
    id: 'createdBy',
    heading: 'Created by',
    from: 'wide',
    cell: key => <Person name={key.createdByLabel ?? key.createdBy} />,
  },
  {
    id: 'created',
    heading: 'Created',
    from: 'medium',
    sorts: ['-createdAt', 'createdAt'],
    cell: (key, density) => (
      <>
        <Time at={key.createdAt} />
        {density === 'comfortable' && key.createdByLabel !== null && (
          <span
            title={`Created by ${key.createdByLabel}`}
            className="hidden truncate text-[0.8125rem] text-muted @3xl:block @min-[80rem]:hidden"
          >
            by {key.createdByLabel}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'lastUsed',
    heading: 'Last used',
    sorts: ['-lastUsedAt', 'lastUsedAt'],
    cell: key => <Time at={key.lastUsedAt} />,
  },
  {
    id: 'expires',
    heading: 'Expires',
    sorts: ['expiresAt'],
    cell: key => <ExpiresCell value={key} />,
  },
  { id: 'state', heading: 'State', cell: key => <KeyStateBadge value={key.state} /> },
]

function Person({ name }: { name: string | null }) {
  if (name === null) {
    return (
      <span className="text-muted">
        <span aria-hidden>–</span>
        <span className="sr-only">Nobody</span>
      </span>
    )
  }
  return <span title={name}>{name}</span>
}
