import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { recentRequestsQuery, trafficOf, trafficText } from './traffic.ts'

/** All tokens of a key that stop when it gets a new one at once, each with its requests lately. */
export function StoppingTokens({ domain, value: key }: { domain: string; value: Key }) {
  const { data: points } = useQuery(recentRequestsQuery(domain, key.id))
  return (
    <ul aria-label="Tokens that stop at once" className="grid gap-0.5">
      {key.secrets.map(({ id, masked }) => (
        <li key={id} className="flex flex-wrap justify-between gap-x-4">
          <code className="font-mono text-[0.8125rem] whitespace-nowrap">{masked}</code>
          {points && (
            <span>
              Last 24 hours: {trafficText(trafficOf(points, ({ secretId }) => secretId === id))}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
