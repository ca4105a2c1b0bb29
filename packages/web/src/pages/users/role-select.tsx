import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { rolesQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { Select } from '../../ui/field.tsx'

/** What a list of roles needs beyond the element's own. */
export interface RoleSelectProps extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  domain: string
  value: string
  onChange: (role: string) => void
}

/** One of the roles of a domain; those that hold more than oneself cannot be chosen. */
export function RoleSelect({ domain, value, onChange, ...props }: RoleSelectProps) {
  const { data: roles = [] } = useQuery(rolesQuery(domain))
  const can = useCan(domain)
  return (
    <Select {...props} value={value} onChange={event => onChange(event.target.value)}>
      {!roles.some(({ name }) => name === value) && <option value={value}>{value}</option>}
      {roles.map(({ name, permissions }) => {
        const isHeld = permissions.every(can)
        return (
          <option key={name} value={name} disabled={!isHeld && name !== value}>
            {isHeld ? name : `${name} (more than you hold)`}
          </option>
        )
      })}
    </Select>
  )
}
