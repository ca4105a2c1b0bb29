import { BUILT_IN_ROLES } from '@keywright/core'
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { Select } from '../../ui/field.tsx'
import { type InstanceDomain, teamRolesQuery } from './team.queries.ts'

type SelectProps = Omit<ComponentProps<'select'>, 'value' | 'onChange'>

/** One of the domains. */
export function DomainSelect({
  domains,
  value,
  onChange,
  ...props
}: SelectProps & {
  domains: readonly InstanceDomain[]
  value: string
  onChange: (slug: string) => void
}) {
  return (
    <Select {...props} value={value} onChange={event => onChange(event.target.value)}>
      <option value="">Choose a domain</option>
      {domains.map(({ id, slug, name }) => (
        <option key={id} value={slug}>
          {name === slug ? name : `${name} (${slug})`}
        </option>
      ))}
    </Select>
  )
}

/** The role to begin with in another domain: a domain's own is nowhere else. */
export function roleElsewhere(role: string): string {
  return role in BUILT_IN_ROLES ? role : 'READONLY'
}

/** A role of any domain; the one there is stays, should it be gone from the list. */
export function InstanceRoleSelect({
  domain,
  value,
  onChange,
  ...props
}: SelectProps & {
  /** Slug or id; as long as none is chosen, there are the roles that every domain has. */
  domain: string
  value: string
  onChange: (role: string) => void
}) {
  const { data: roles } = useQuery({ ...teamRolesQuery(domain), enabled: domain !== '' })
  const names = new Set([value, ...(roles?.map(({ name }) => name) ?? Object.keys(BUILT_IN_ROLES))])
  return (
    <Select {...props} value={value} onChange={event => onChange(event.target.value)}>
      {[...names].map(name => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  )
}
