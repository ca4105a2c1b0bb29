import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { RefreshCw, Repeat } from 'lucide-react'
import { endOf, HandOver } from '../../keys/hand-over.tsx'
import { countOf } from '../../lib/count.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { type KeyUsagePoint, keyUsageQuery } from './key.queries.ts'
import { trafficOf } from './secret-traffic.ts'
import { Sparkline } from './sparkline.tsx'

/** The secrets of a key with their traffic, and the ways to replace them. */
export function SecretsSection({
  domain,
  value: key,
  mayReplace,
  onRotate,
  onRegenerate,
}: {
  domain: string
  value: Key
  mayReplace: boolean
  onRotate: () => void
  onRegenerate: () => void
}) {
  const usage = useQuery(keyUsageQuery(domain, key.id, '24h'))
  const points = usage.data?.points ?? []
  const isLiving = key.state !== 'revoked'
  const handsOver = isLiving && key.secrets.some(({ expiresAt }) => expiresAt !== null)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Card
        title="Secrets"
        description="A key can have several secrets at the same time while clients move from one to the next."
        actions={
          mayReplace && (
            <div className="flex flex-wrap gap-2">
              <Button variant="primary" onClick={onRotate}>
                <Repeat aria-hidden /> Rotate
              </Button>
              <Button variant="danger" onClick={onRegenerate}>
                <RefreshCw aria-hidden /> Regenerate
              </Button>
            </div>
          )
        }
      >
        {usage.error && <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />}
        <SecretsTable value={key} points={points} />
        <EndedTraffic value={key} points={points} />
      </Card>
      {handsOver && (
        <Card title="Hand-over" description="Which token works until when.">
          <HandOver
            now={Date.now()}
            secrets={key.secrets.map(secret => ({
              id: secret.id,
              label: secret.masked,
              from: Date.parse(secret.createdAt),
              to: endOf(secret.expiresAt, key.expiresAt),
            }))}
          />
        </Card>
      )}
    </div>
  )
}

type Secret = Key['secrets'][number]

function SecretsTable({ value: key, points }: { value: Key; points: readonly KeyUsagePoint[] }) {
  return (
    <Table
      label="Secrets"
      rows={key.secrets}
      rowKey={secret => secret.id}
      columns={[
        {
          id: 'secret',
          heading: 'Token',
          cell: secret => (
            <span className="flex flex-wrap items-center gap-2">
              <code className="font-mono text-[0.8125rem] whitespace-nowrap">{secret.masked}</code>
              {key.secrets.length > 1 && (
                <Badge tone={secret === key.secrets[0] ? 'accent' : 'neutral'}>
                  {secret === key.secrets[0] ? 'new' : 'old'}
                </Badge>
              )}
            </span>
          ),
        },
        {
          id: 'traffic',
          heading: 'Last 24 hours',
          cell: secret => <Traffic secret={secret} points={points} />,
        },
        {
          id: 'until',
          heading: 'Works until',
          cell: secret => (
            <Time
              at={secret.expiresAt ?? key.expiresAt}
              never={key.state === 'revoked' ? 'Ended with the key' : 'Replaced or revoked'}
            />
          ),
        },
        { id: 'used', heading: 'Last used', cell: secret => <Time at={secret.lastUsedAt} /> },
        {
          id: 'created',
          heading: 'Created',
          wideOnly: true,
          cell: secret => <Time at={secret.createdAt} />,
        },
      ]}
    />
  )
}

function Traffic({ secret, points }: { secret: Secret; points: readonly KeyUsagePoint[] }) {
  const { hours, total } = trafficOf(points, point => point.secretId === secret.id)
  const words = countOf(total, 'request')
  return (
    <span className="flex items-center gap-3">
      <Sparkline counts={hours} label={`${words} with ${secret.masked} in the last 24 hours`} />
      <span className="whitespace-nowrap tabular-nums">
        {total === 0 && secret.expiresAt !== null ? 'no request in 24 hours' : words}
      </span>
    </span>
  )
}

/** Somebody still calls with a token that has ended: those calls are refused. */
function EndedTraffic({ value: key, points }: { value: Key; points: readonly KeyUsagePoint[] }) {
  const living = new Set(key.secrets.map(({ id }) => id))
  const { total } = trafficOf(
    points,
    ({ secretId, outcome }) => secretId !== null && !living.has(secretId) && outcome !== 'VALID',
  )
  if (total === 0) return null
  return (
    <p className="mt-4 rounded-lg bg-warning-soft px-3 py-2">
      {countOf(total, 'request')} in the last 24 hours came with an older token of this key and{' '}
      {total === 1 ? 'was' : 'were'} refused. Somebody has not changed over yet.
    </p>
  )
}
