import { BUILT_IN_ROLES } from '@keywright/core'
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { domainsQuery, rolesQuery } from '../../app/queries.ts'
import { Select } from '../../ui/field.tsx'
import type { InstanceDomain } from './team.queries.ts'

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

/** A role of a domain; where one is no member oneself, the built-in roles and the one there is. */
export function InstanceRoleSelect({
  domain,
  value,
  onChange,
  ...props
}: SelectProps & { domain: string; value: string; onChange: (role: string) => void }) {
  const { data: own = [] } = useQuery(domainsQuery)
  const isMine = own.some(({ slug, id }) => slug === domain || id === domain)
  const { data: roles } = useQuery({ ...rolesQuery(domain), enabled: isMine })
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
