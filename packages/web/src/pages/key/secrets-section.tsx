import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { RefreshCw, Repeat } from 'lucide-react'
import type { ReactNode } from 'react'
import { endOf, HandOver } from '../../keys/hand-over.tsx'
import { type KeyUsagePoint, trafficOf, trafficText } from '../../keys/traffic.ts'
import { countOf } from '../../lib/count.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { keyUsageQuery } from './key.queries.ts'
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
  const points = usage.data?.points
  const handsOver =
    key.state === 'active' && key.secrets.some(({ expiresAt }) => expiresAt !== null)
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
        <SecretList value={key} points={points} />
        {points && <EndedTraffic value={key} points={points} />}
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

function SecretList({
  value: key,
  points,
}: {
  value: Key
  points: readonly KeyUsagePoint[] | undefined
}) {
  const hasEnded = key.state === 'revoked' || key.state === 'expired'
  return (
    <ul aria-label="Secrets" className="divide-y divide-line rounded-xl border border-line">
      {key.secrets.map((secret, place) => (
        <li key={secret.id} className="grid grid-cols-[minmax(0,1fr)] gap-3 p-4">
          <p className="flex flex-wrap items-center gap-2">
            <code className="font-mono text-[0.8125rem] whitespace-nowrap">{secret.masked}</code>
            {key.secrets.length > 1 && (
              <Badge tone={place === 0 ? 'accent' : 'neutral'}>{place === 0 ? 'new' : 'old'}</Badge>
            )}
          </p>
          <dl className="grid grid-cols-2 gap-x-4 gap-y-2 md:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))]">
            <Fact className="max-md:col-span-2" name="Last 24 hours">
              {points ? <SecretTraffic secret={secret} points={points} /> : 'Not known'}
            </Fact>
            <Fact name={hasEnded ? 'Worked until' : 'Works until'}>
              <Time at={earliestEnd(secret, key)} never="Replaced or revoked" />
            </Fact>
            <Fact name="Last used">
              <Time at={secret.lastUsedAt} />
            </Fact>
            <Fact name="Created">
              <Time at={secret.createdAt} />
            </Fact>
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Fact({
  name,
  className,
  children,
}: {
  name: string
  className?: string
  children: ReactNode
}) {
  return (
    <div className={className}>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

type Secret = Key['secrets'][number]

/** A secret ends with its key at the latest. */
function earliestEnd(secret: Secret, { expiresAt, revokedAt }: Key): string | null {
  const ends = [secret.expiresAt, expiresAt, revokedAt].filter(end => end !== null)
  return ends.toSorted()[0] ?? null
}

function SecretTraffic({ secret, points }: { secret: Secret; points: readonly KeyUsagePoint[] }) {
  const traffic = trafficOf(points, ({ secretId }) => secretId === secret.id)
  const words = trafficText(traffic)
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <Sparkline
        hours={traffic.hours}
        label={`${words} with ${secret.masked} in the last 24 hours`}
      />
      <span className="tabular-nums">{words}</span>
    </span>
  )
}

/** Somebody still calls with a token that has ended: those calls are refused. */
function EndedTraffic({ value: key, points }: { value: Key; points: readonly KeyUsagePoint[] }) {
  const living = new Set(key.secrets.map(({ id }) => id))
  const { refused } = trafficOf(
    points,
    ({ secretId }) => secretId !== null && !living.has(secretId),
  )
  if (refused === 0) return null
  return (
    <p className="mt-4 rounded-lg bg-warning-soft px-3 py-2">
      {countOf(refused, 'request')} in the last 24 hours came with an older token of this key and{' '}
      {refused === 1 ? 'was' : 'were'} refused. Somebody has not changed over yet.
    </p>
  )
}
