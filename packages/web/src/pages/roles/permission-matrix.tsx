import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { Fragment } from 'react'
import { resourcesQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { cn } from '../../lib/cn.ts'
import { QueryState } from '../../ui/states.tsx'
import { EVERY_ACTION, setRow, setTick, tickOf } from './matrix.ts'
import { COLUMNS, groupRows, type NamedRow } from './matrix-rows.ts'

/** What the matrix shows and changes. */
export interface PermissionMatrixProps {
  domain: string
  scopes: readonly string[]
  onChange: (scopes: string[]) => void
  disabled?: boolean
}

/** Resources as rows, actions as columns: permissions by ticking boxes. */
export function PermissionMatrix({ domain, ...props }: PermissionMatrixProps) {
  const resources = useQuery(resourcesQuery(domain))
  const can = useCan(domain)
  return (
    <QueryState query={resources}>
      {items => (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <section
            aria-label="Permission matrix"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="relative max-h-[34rem] scroll-pt-12 overflow-auto rounded-xl border border-line bg-surface"
          >
            <table className="w-full border-collapse text-left">
              <thead className="sticky top-0 z-10 bg-surface text-xs text-muted">
                <tr className="border-b border-line">
                  <th
                    scope="col"
                    className="sticky left-0 z-[1] bg-surface px-4 py-2.5 font-medium"
                  >
                    Resource
                  </th>
                  {COLUMNS.map(action => (
                    <th key={action} scope="col" className="px-2 py-2.5 text-center font-medium">
                      {action}
                    </th>
                  ))}
                  <th scope="col" className="px-3 py-2.5 font-medium">
                    Other actions
                  </th>
                  <th scope="col" className="px-3 py-2.5 text-center font-medium">
                    All
                  </th>
                </tr>
              </thead>
              <tbody>
                {groupRows(items).map(({ name, rows }) => (
                  <Fragment key={name}>
                    <tr className="border-b border-line bg-sunken">
                      <th
                        scope="rowgroup"
                        colSpan={COLUMNS.length + 3}
                        className="px-4 py-1.5 text-xs font-semibold"
                      >
                        <span className="sticky left-4">{name}</span>
                      </th>
                    </tr>
                    {rows.map(row => (
                      <Row key={row.resource} row={row} can={can} {...props} />
                    ))}
                  </Fragment>
                ))}
              </tbody>
            </table>
          </section>
          <p className="text-[0.8125rem] text-muted">
            Outlined ticks come from a wider row, such as <code className="font-mono">*:read</code>
            {props.disabled
              ? '.'
              : ': clear that one to choose row by row. You can give only what you hold yourself.'}
          </p>
        </div>
      )}
    </QueryState>
  )
}

interface RowProps extends Omit<PermissionMatrixProps, 'domain'> {
  row: NamedRow
  can: (permission: string) => boolean
}

function Row({ row, ...rest }: RowProps) {
  const others = row.actions.filter(action => !COLUMNS.some(column => column === action))
  return (
    <tr className="border-b border-line last:border-0">
      <th
        scope="row"
        className="sticky left-0 z-[1] bg-surface px-4 py-2 font-normal max-md:w-36 max-md:min-w-36 max-md:px-3"
        title={row.description}
      >
        <span className="block font-mono text-xs break-words">{row.resource}</span>
        <span className="block max-w-64 text-xs text-muted max-md:sr-only">{row.description}</span>
      </th>
      {COLUMNS.map(action => (
        <td key={action} className="px-2 py-2 text-center">
          {row.actions.includes(action) ? (
            <Box row={row} action={action} {...rest} />
          ) : (
            <span aria-hidden className="text-muted">
              –
            </span>
          )}
        </td>
      ))}
      <td className="px-3 py-2">
        <span className="flex flex-wrap gap-x-3 gap-y-1">
          {others.map(action => (
            <span key={action} className="inline-flex items-center gap-1.5">
              <Box row={row} action={action} {...rest} />
              <span aria-hidden className="text-xs">
                {action}
              </span>
            </span>
          ))}
        </span>
      </td>
      <td className="px-3 py-2 text-center">
        <WholeRow row={row} {...rest} />
      </td>
    </tr>
  )
}

function Box({ row, action, scopes, onChange, disabled, can }: RowProps & { action: string }) {
  const { on, coveredBy } = tickOf(scopes, row.resource, action)
  const isHeld = can(`${row.resource}:${action}`)
  const note =
    coveredBy !== null
      ? `given by ${coveredBy}`
      : !isHeld && !disabled
        ? 'you do not hold it'
        : undefined
  return (
    <Tick
      name={`${row.resource} ${action}`}
      about={row.about[action]}
      note={note}
      checked={on}
      isCovered={coveredBy !== null}
      disabled={disabled || coveredBy !== null || (!isHeld && !on)}
      onChange={checked => onChange(setTick(scopes, row, action, checked))}
    />
  )
}

function WholeRow({ row, scopes, onChange, disabled, can }: RowProps) {
  const every = tickOf(scopes, row.resource, EVERY_ACTION)
  const each = row.actions.map(action => tickOf(scopes, row.resource, action))
  const isWildcard = row.resource.includes('*')
  const on = every.on || (!isWildcard && each.every(tick => tick.on))
  const isCovered = every.coveredBy !== null || (on && each.every(tick => tick.coveredBy !== null))
  const isHeld = isWildcard
    ? can(`${row.resource}:*`)
    : row.actions.every(action => can(`${row.resource}:${action}`))
  return (
    <Tick
      name={`${row.resource} all actions`}
      note={every.coveredBy !== null ? `given by ${every.coveredBy}` : undefined}
      checked={on}
      isCovered={isCovered}
      disabled={disabled || isCovered || (!isHeld && !on)}
      onChange={checked => onChange(setRow(scopes, row, checked))}
    />
  )
}

function Tick({
  name,
  about,
  note,
  checked,
  isCovered,
  disabled,
  onChange,
}: {
  name: string
  about?: string | undefined
  note?: string | undefined
  checked: boolean
  isCovered: boolean
  disabled?: boolean | undefined
  onChange: (checked: boolean) => void
}) {
  return (
    <span className="relative inline-grid align-middle">
      <input
        type="checkbox"
        aria-label={note === undefined ? name : `${name}, ${note}`}
        title={[about, note].filter(Boolean).join(' ') || undefined}
        checked={checked}
        disabled={disabled}
        onChange={event => onChange(event.target.checked)}
        // Drawn here: browsers grey out what cannot be changed, be it given or not.
        className={cn(
          'size-4 appearance-none rounded border',
          !checked && 'border-field bg-surface disabled:bg-sunken',
          checked && 'border-accent',
          checked && (isCovered ? 'bg-accent-soft' : 'bg-accent'),
        )}
      />
      {checked && (
        <Check
          aria-hidden
          strokeWidth={3}
          className={cn(
            'pointer-events-none absolute inset-0.5 size-3',
            isCovered ? 'text-accent' : 'text-on-accent',
          )}
        />
      )}
    </span>
  )
}
