import { KEY_ACCESS, KEY_SORTS } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Keyboard, Rows2, Rows3, X } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { rolesQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { ACCESS_WORDS } from '../../keys/key-state.tsx'
import { cn } from '../../lib/cn.ts'
import { useStore } from '../../lib/store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { FiltersToggle, HIDDEN_ON_PHONE } from '../../ui/filters-toggle.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { ActsAsFilter, PersonChip } from './acts-as-filter.tsx'
import { density } from './density.ts'
import { CLEARED, countFilters, isNarrowed, type KeysSearch } from './keys.search.ts'

const SORT_NAMES = {
  '-createdAt': 'Newest first',
  createdAt: 'Oldest first',
  name: 'By name',
  '-lastUsedAt': 'Used most recently',
  lastUsedAt: 'Unused for longest',
  expiresAt: 'Expiring first',
} as const satisfies Record<(typeof KEY_SORTS)[number], string>

/** Search, filters and order of the list; all of it is kept in the address. */
export function KeyFilterBar({
  domain,
  search,
  onChange,
  onShowShortcuts,
}: {
  domain: string
  search: KeysSearch
  onChange: (changes: KeysSearch) => void
  onShowShortcuts: () => void
}) {
  const can = useCan(domain)
  const roles = useQuery({ ...rolesQuery(domain), enabled: can('backoffice.roles:read') })
  const roleNames = roles.data?.map(role => role.name) ?? []
  const rows = useStore(density)
  const panel = useId()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label="Search keys"
          placeholder="Name, token prefix or last four"
          value={search.search ?? ''}
          onChange={text => onChange({ search: text === '' ? undefined : text })}
        />
        <Select
          aria-label="Order"
          className="w-auto max-sm:flex-1"
          value={search.sort ?? '-createdAt'}
          onChange={event =>
            onChange({ sort: KEY_SORTS.find(sort => sort === event.target.value) })
          }
        >
          {KEY_SORTS.map(sort => (
            <option key={sort} value={sort}>
              {SORT_NAMES[sort]}
            </option>
          ))}
        </Select>
        <FiltersToggle
          panel={panel}
          open={isOpen}
          set={countFilters(search)}
          onToggle={setIsOpen}
        />
        <IconButton
          label="Compact rows"
          variant="secondary"
          aria-pressed={rows === 'compact'}
          className="max-md:hidden"
          onClick={() => density.set(rows === 'compact' ? 'comfortable' : 'compact')}
        >
          {rows === 'compact' ? <Rows3 aria-hidden /> : <Rows2 aria-hidden />}
        </IconButton>
        <IconButton
          label="Keyboard shortcuts"
          variant="secondary"
          aria-keyshortcuts="?"
          className="max-md:hidden"
          onClick={onShowShortcuts}
        >
          <Keyboard aria-hidden />
        </IconButton>
      </div>
      <div
        id={panel}
        className={cn('grid grid-cols-2 gap-2 sm:flex sm:flex-wrap', !isOpen && HIDDEN_ON_PHONE)}
      >
        <Filter
          label="State"
          any="Any state"
          value={search.state}
          options={[
            ['active', 'Active'],
            ['disabled', 'Disabled'],
            ['expired', 'Expired'],
            ['revoked', 'Revoked'],
          ]}
          onChange={state => onChange({ state })}
        />
        <Filter
          label="Kind"
          any="Custom keys"
          value={search.kind}
          options={[
            ['application', 'Application keys'],
            ['any', 'Both kinds'],
          ]}
          onChange={kind => onChange({ kind })}
        />
        <Filter
          label="Access"
          any="Any access"
          value={search.access}
          options={KEY_ACCESS.map(access => [access, ACCESS_WORDS[access]])}
          onChange={access => onChange({ access })}
        />
        <Filter
          label="Role"
          any="Any role"
          value={search.role}
          options={withCurrent(roleNames, search.role).map(role => [role, role])}
          onChange={role => onChange({ role })}
        />
        <ActsAsFilter
          domain={domain}
          value={search.actsAs}
          onChange={actsAs => onChange({ actsAs })}
        />
        <Filter
          label="Last used"
          any="Used or unused"
          value={search.unusedSinceDays}
          options={withCurrent([30, 90], search.unusedSinceDays).map(days => [
            days,
            `Unused for ${days} days`,
          ])}
          onChange={unusedSinceDays => onChange({ unusedSinceDays })}
        />
        <Filter
          label="Expiry"
          any="Any expiry"
          value={search.noExpiry ? 'none' : search.expiringInDays}
          options={[
            ...withCurrent([30], search.expiringInDays).map(
              days => [days, `Expiring in ${days} days`] as const,
            ),
            ['none', 'No expiry'],
          ]}
          onChange={expiry =>
            onChange({
              noExpiry: expiry === 'none' ? true : undefined,
              expiringInDays: expiry === 'none' ? undefined : expiry,
            })
          }
        />
        {search.createdBy !== undefined && (
          <PersonChip
            domain={domain}
            label="Created by"
            id={search.createdBy}
            onRemove={() => onChange({ createdBy: undefined })}
          />
        )}
        {isNarrowed(search) && (
          <Button variant="ghost" size="small" className="h-9" onClick={() => onChange(CLEARED)}>
            <X aria-hidden /> Clear filters
          </Button>
        )}
      </div>
    </div>
  )
}

function Filter<Value extends string | number>({
  label,
  any,
  value,
  options,
  onChange,
}: {
  label: string
  any: string
  value: Value | undefined
  options: readonly (readonly [Value, ReactNode])[]
  onChange: (value: Value | undefined) => void
}) {
  return (
    <Select
      aria-label={label}
      className={cn('sm:w-auto', value !== undefined && 'border-accent bg-accent-soft font-medium')}
      value={value ?? ''}
      onChange={event =>
        onChange(options.find(([option]) => String(option) === event.target.value)?.[0])
      }
    >
      <option value="">{any}</option>
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </Select>
  )
}

/** What an address asks for can be chosen even where the list does not offer it. */
function withCurrent<Value>(values: readonly Value[], current: Value | undefined): Value[] {
  return current === undefined || values.includes(current) ? [...values] : [...values, current]
}
