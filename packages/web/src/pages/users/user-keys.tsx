import type { Key } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { keysQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { AccessSummary, ExpiresCell, KeyStateBadge } from '../../keys/key-state.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Empty, QueryState, SkeletonRows } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import type { Member } from './users.queries.ts'

/** The keys that act as a user, with their rights and never more. */
export function UserKeys({
  domain,
  member,
  isMe,
}: {
  domain: string
  member: Member
  isMe: boolean
}) {
  const can = useCan(domain)
  const mayRead = can('backoffice.keys:read') || (isMe && can('backoffice.keys.own:read'))
  const mayCreate = isMe
    ? can('backoffice.keys:create') || can('backoffice.keys.own:create')
    : can('backoffice.keys:create') && can('backoffice.users:impersonate')
  return (
    <section aria-labelledby="user-keys" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="user-keys" className="font-semibold">
            API keys
          </h2>
          <p className="text-muted">
            They act as {member.name}: each can do what its own access and the role {member.role}{' '}
            both allow.
          </p>
        </div>
        {mayCreate && (
          <Link
            to="/d/$domain/keys/new"
            params={{ domain }}
            search={{ actsAs: member.id }}
            className={buttonClass('primary')}
          >
            <Plus aria-hidden /> Create key
          </Link>
        )}
      </div>
      {mayRead ? (
        <Keys domain={domain} userId={member.id} />
      ) : (
        <p className="text-muted">
          To see them it takes the permission{' '}
          <code className="font-mono">backoffice.keys:read</code>.
        </p>
      )}
    </section>
  )
}

function Keys({ domain, userId }: { domain: string; userId: string }) {
  const keys = useInfiniteQuery(keysQuery(domain, { actsAs: userId }))
  const columns: readonly Column<Key>[] = [
    {
      id: 'name',
      heading: 'Key',
      cell: key => (
        <div className="grid min-w-36">
          <Link
            to="/d/$domain/keys/$id"
            params={{ domain, id: key.id }}
            className="font-medium text-accent hover:underline"
          >
            {key.name}
          </Link>
          <span className="font-mono text-xs text-muted">{key.masked}</span>
        </div>
      ),
    },
    { id: 'access', heading: 'Access', cell: key => <AccessSummary value={key} /> },
    { id: 'state', heading: 'State', cell: key => <KeyStateBadge value={key.state} /> },
    {
      id: 'used',
      heading: 'Last used',
      wideOnly: true,
      cell: key => <Time at={key.lastUsedAt} />,
    },
    { id: 'expires', heading: 'Expires', wideOnly: true, cell: key => <ExpiresCell value={key} /> },
  ]
  return (
    <QueryState query={keys} loading={<SkeletonRows rows={3} />}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items)
        if (rows.length === 0) {
          return (
            <Empty icon={KeyRound} title="No keys yet">
              A key made here acts as this user: it follows their role, and stops when they leave.
            </Empty>
          )
        }
        return (
          <>
            <Table label="API keys" columns={columns} rows={rows} rowKey={({ id }) => id} />
            {keys.hasNextPage && (
              <Button
                className="justify-self-center"
                busy={keys.isFetchingNextPage}
                onClick={() => void keys.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </>
        )
      }}
    </QueryState>
  )
}
