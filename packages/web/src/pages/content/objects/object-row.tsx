import type { ContentObject } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { cn } from '../../../lib/cn.ts'
import { Time } from '../../../ui/time.tsx'
import { ObjectState } from '../object/object-state.tsx'
import type { ObjectColumn } from './columns.ts'
import { FieldCell } from './field-cell.tsx'
import { ObjectMenu } from './object-menu.tsx'
import type { ObjectRights } from './object-rights.ts'
import type { ObjectActions } from './use-object-actions.tsx'

/** One object of the list. */
export function ObjectRow({
  domain,
  value,
  columns,
  rights,
  actions,
  isSelected,
  onSelect,
}: {
  domain: string
  value: ContentObject
  columns: readonly ObjectColumn[]
  rights: ObjectRights
  actions: ObjectActions
  isSelected: boolean
  /** Absent where nothing can be done with several objects. */
  onSelect: ((id: string, selected: boolean) => void) | undefined
}) {
  const { id, type, title, state, updatedAt } = value
  return (
    <tr
      className={cn(
        'border-b border-line last:border-0 hover:bg-sunken/60',
        isSelected && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      {onSelect && (
        <td className="py-2 pl-4 max-md:align-top max-md:pt-3.5">
          <input
            type="checkbox"
            aria-label={`Select ${title}`}
            className="block size-4 accent-(--accent)"
            checked={isSelected}
            onChange={event => onSelect(id, event.target.checked)}
          />
        </td>
      )}
      <th scope="row" className="min-w-48 max-w-96 px-4 py-2 font-normal">
        <Link
          to="/d/$domain/content/objects/$type/$id"
          params={{ domain, type, id }}
          title={title}
          className="block truncate font-medium hover:underline max-md:whitespace-normal max-md:wrap-anywhere"
        >
          {title}
        </Link>
        <span className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem] text-muted md:hidden">
          <ObjectState state={state} />
          <Time at={updatedAt} />
        </span>
      </th>
      {columns.map(column => (
        <td key={column.id} className="px-4 py-2 text-[0.8125rem] max-md:hidden">
          <Value domain={domain} object={value} column={column} />
        </td>
      ))}
      <td className="py-1 pr-2 text-right max-md:align-top">
        <ObjectMenu domain={domain} value={value} rights={rights} actions={actions} />
      </td>
    </tr>
  )
}

function Value({
  domain,
  object,
  column: { id, field },
}: {
  domain: string
  object: ContentObject
  column: ObjectColumn
}): ReactNode {
  if (field) return <FieldCell domain={domain} field={field} value={object.fields[field.name]} />
  switch (id) {
    case 'state':
      return <ObjectState state={object.state} />
    case 'updatedAt':
      return <Time at={object.updatedAt} />
    case 'createdAt':
      return <Time at={object.createdAt} />
    case 'publishedAt':
      return <Time at={object.publishedAt} />
    case 'updatedBy':
      return <Person name={object.updatedBy.label} />
    case 'createdBy':
      return <Person name={object.createdBy.label} />
    default:
      return <code className="font-mono text-xs whitespace-nowrap">{object.id}</code>
  }
}

function Person({ name }: { name: string }) {
  return (
    <span title={name} className="block max-w-44 truncate">
      {name}
    </span>
  )
}
