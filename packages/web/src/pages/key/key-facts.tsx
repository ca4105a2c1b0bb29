import type { Key } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCan } from '../../app/session.tsx'
import { AccessSummary, ExpiresCell } from '../../keys/key-state.tsx'
import { formatTime } from '../../lib/time.ts'
import { Facts } from '../../ui/card.tsx'
import { Time } from '../../ui/time.tsx'

/** What is known about a key. */
export function KeyFacts({ domain, value: key }: { domain: string; value: Key }) {
  const facts: [string, ReactNode][] = [
    ['Kind', key.kind === 'application' ? 'Application key, made with the domain' : 'Custom key'],
    ['Access', <AccessSummary key="access" value={key} />],
    ['Acts as', <ActsAs key="acts" domain={domain} value={key} />],
    [
      'Created',
      <>
        <Time at={key.createdAt} /> {key.createdByLabel !== null && <>by {key.createdByLabel}</>}
      </>,
    ],
    ['Changed', <Time key="changed" at={key.updatedAt} />],
    ...(key.state === 'revoked'
      ? []
      : [
          [
            key.state === 'expired' ? 'Expired' : 'Expires',
            <Expires key="expires" value={key} />,
          ] satisfies [string, ReactNode],
        ]),
    ['Last used', <LastUse key="used" value={key} />],
    ['Addresses', <Addresses key="addresses" value={key} />],
    ['Metadata', <Metadata key="metadata" value={key} />],
  ]
  return <Facts facts={facts} />
}

function ActsAs({ domain, value: key }: { domain: string; value: Key }) {
  const can = useCan(domain)
  if (key.actsAs === null) return <span className="text-muted">Nobody: a service of its own</span>
  const name = key.actsAsEmail ?? key.actsAs
  if (!can('backoffice.users:read')) return name
  return (
    <Link
      to="/d/$domain/users/$id"
      params={{ domain, id: key.actsAs }}
      className="text-accent underline"
    >
      {name}
    </Link>
  )
}

function Expires({ value: key }: { value: Key }) {
  if (key.expiresAt === null) return <span className="text-muted">Never: until it is revoked</span>
  return (
    <span className="flex flex-wrap gap-x-2">
      <ExpiresCell value={key} />
      <span className="text-muted">{formatTime(key.expiresAt)}</span>
    </span>
  )
}

function LastUse({ value: key }: { value: Key }) {
  return (
    <>
      <Time at={key.lastUsedAt} />
      {key.lastUsedIp !== null && (
        <>
          {' '}
          from <code className="font-mono text-[0.8125rem]">{key.lastUsedIp}</code>
        </>
      )}
      {key.lastUsedUserAgent !== null && (
        <span className="block break-all text-muted">{key.lastUsedUserAgent}</span>
      )}
    </>
  )
}

function Addresses({ value: { ipAllow } }: { value: Key }) {
  if (ipAllow.length === 0) return <span className="text-muted">Any</span>
  return (
    <ul className="font-mono text-[0.8125rem]">
      {ipAllow.map(range => (
        <li key={range}>{range}</li>
      ))}
    </ul>
  )
}

function Metadata({ value: { metadata } }: { value: Key }) {
  const entries = Object.entries(metadata)
  if (entries.length === 0) return <span className="text-muted">None</span>
  return (
    <ul className="font-mono text-[0.8125rem]">
      {entries.map(([name, value]) => (
        <li key={name} className="break-all">
          {name} = {String(value)}
        </li>
      ))}
    </ul>
  )
}
