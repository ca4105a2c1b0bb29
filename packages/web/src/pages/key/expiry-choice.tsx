import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { domainQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { formatDate } from '../../lib/time.ts'
import { Field, Select } from '../../ui/field.tsx'

const PRESET_DAYS = [7, 30, 90, 365] as const

/** When a key ends, as the domain allows it; beginning with as it is. */
export function ExpiryChoice({
  domain,
  value: key,
  error,
  children: registered,
}: {
  domain: string
  value: Key
  error: string | undefined
  children: object
}) {
  const can = useCan(domain)
  const { data } = useQuery({
    ...domainQuery(domain),
    enabled: can('backoffice.domains:read'),
  })
  const settings = data?.settings
  const longest = settings?.maxLifetimeDays ?? null
  return (
    <Field
      label="Expiry"
      hint={longest === null ? undefined : `At most ${longest} days from now in this domain.`}
      error={error}
    >
      <Select {...registered}>
        <option value="keep">
          {key.expiresAt === null ? 'As it is: never' : `As it is: ${formatDate(key.expiresAt)}`}
        </option>
        {PRESET_DAYS.filter(days => longest === null || days <= longest).map(days => (
          <option key={days} value={days}>
            {days} days from now
          </option>
        ))}
        <option value="date">On a day of your choice</option>
        {key.expiresAt !== null && settings?.expiryRequired !== true && (
          <option value="never">Never</option>
        )}
      </Select>
    </Field>
  )
}
