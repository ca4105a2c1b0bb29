import { useQuery } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { rolesQuery } from '../app/queries.ts'
import { useCan } from '../app/session.tsx'
import { Checkbox, Field, FieldSet, Radio, Select } from '../ui/field.tsx'
import { type Access, type AccessKind, ALL, accessKind, READ_ONLY } from './access.ts'
import { NotRead } from './not-read.tsx'
import { RulesEditor } from './rules-editor.tsx'

export type { Access } from './access.ts'

/** What the access of a key is edited with. */
export interface AccessEditorProps {
  domain: string
  value: Access
  onChange: (value: Access) => void
  error?: string | undefined
}

/** What a key may do: everything, reading, a role, or rules of its own. */
export function AccessEditor({ domain, value, onChange, error }: AccessEditorProps) {
  const can = useCan(domain)
  const name = useId()
  const [chosen, setChosen] = useState<AccessKind>(accessKind(value))
  const kind = stillFits(chosen, value) ? chosen : accessKind(value)
  // Whoever looks at another kind and comes back finds what they had.
  const kept = useRef<{ role: string; scopes: string[] }>({ role: 'READONLY', scopes: [] })
  if (value.role !== null) kept.current.role = value.role
  if (kind === 'rules' && value.scopes) kept.current.scopes = value.scopes

  function choose(next: AccessKind) {
    setChosen(next)
    if (next === 'all') onChange(ALL)
    else if (next === 'read') onChange(READ_ONLY)
    else if (next === 'role') onChange({ role: kept.current.role, scopes: null })
    else onChange({ role: null, scopes: kept.current.scopes })
  }

  function radio(id: AccessKind, held = true) {
    return {
      name,
      checked: kind === id,
      disabled: !held && kind !== id,
      onChange: () => choose(id),
    }
  }

  const holdsAll = can('*:*')
  const holdsRead = can('*:read')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <FieldSet legend="Access" error={error}>
        <div className="grid gap-3 sm:grid-cols-2">
          <Radio
            {...radio('all', holdsAll)}
            label="All"
            hint={holdsAll ? 'Everything in this domain.' : 'Needs somebody who may do everything.'}
          />
          <Radio
            {...radio('read', holdsRead)}
            label="Read only"
            hint={
              holdsRead
                ? 'Reads everything, changes nothing.'
                : 'Needs somebody who may read everything.'
            }
          />
          <Radio {...radio('role')} label="Role" hint="What the role may do, now and later." />
          <Radio {...radio('rules')} label="Custom rules" hint="Only what you tick." />
        </div>
      </FieldSet>
      {kind === 'role' && <RoleChoice domain={domain} value={value} onChange={onChange} />}
      {kind === 'rules' && (
        <RulesEditor
          domain={domain}
          scopes={value.scopes ?? []}
          onChange={scopes => onChange({ ...value, scopes })}
        />
      )}
    </div>
  )
}

function RoleChoice({ domain, value, onChange }: Omit<AccessEditorProps, 'error'>) {
  const roles = useQuery(rolesQuery(domain))
  const chosen = roles.data?.find(role => role.name === value.role)
  const names = [
    ...new Set([
      ...(roles.data?.map(role => role.name) ?? ['ADMIN', 'EDITOR', 'READONLY']),
      ...(value.role === null ? [] : [value.role]),
    ]),
  ]
  return (
    <>
      <Field label="Role" hint={chosen?.description}>
        <Select
          value={value.role ?? ''}
          onChange={event => onChange({ ...value, role: event.target.value })}
        >
          {names.map(role => (
            <option key={role}>{role}</option>
          ))}
        </Select>
      </Field>
      <NotRead what="The roles of the domain" query={roles} />
      <Checkbox
        label="Allow only part of the role"
        hint="The key may then do what both the role and the rules below allow."
        checked={value.scopes !== null}
        onChange={event => onChange({ ...value, scopes: event.target.checked ? [] : null })}
      />
      {value.scopes !== null && (
        <RulesEditor
          domain={domain}
          scopes={value.scopes}
          onChange={scopes => onChange({ ...value, scopes })}
        />
      )}
    </>
  )
}

/** Rules may say what another kind says, while they are being written. */
function stillFits(chosen: AccessKind, value: Access): boolean {
  if (chosen === 'rules') return value.role === null && value.scopes !== null
  return chosen === accessKind(value)
}
