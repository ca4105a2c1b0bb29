import { Link } from '@tanstack/react-router'
import { useMe } from '../../app/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Email } from '../../ui/email.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { MemberActions } from './member-actions.tsx'
import { MemberState, SecondStep } from './member-state.tsx'
import type { Member } from './users.queries.ts'

/** The users of a domain in rows. */
export function UsersTable({ domain, rows }: { domain: string; rows: readonly Member[] }) {
  const { user } = useMe()
  const columns: readonly Column<Member>[] = [
    {
      id: 'user',
      heading: 'User',
      cell: member => (
        <div className="grid min-w-40">
          <span className="flex flex-wrap items-center gap-x-2">
            <Link
              to="/d/$domain/users/$id"
              params={{ domain, id: member.id }}
              className="font-medium text-accent hover:underline"
            >
              {member.name}
            </Link>
            {member.id === user?.id && <Badge>You</Badge>}
          </span>
          <span className="text-muted">
            <Email address={member.email} />
          </span>
          <span className="flex flex-wrap items-center gap-2 md:hidden">
            <span className="font-mono text-xs">{member.role}</span>
            {(member.disabled || member.suspended) && <MemberState value={member} />}
          </span>
        </div>
      ),
    },
    {
      id: 'role',
      heading: 'Role',
      wideOnly: true,
      cell: ({ role }) => <span className="font-mono text-xs">{role}</span>,
    },
    {
      id: 'state',
      heading: 'State',
      wideOnly: true,
      cell: member => <MemberState value={member} />,
    },
    {
      id: 'totp',
      heading: 'Two-step sign-in',
      wideOnly: true,
      cell: ({ totp }) => <SecondStep on={totp} />,
    },
    {
      id: 'keys',
      heading: 'Keys acting as them',
      wideOnly: true,
      cell: ({ id, keys }) =>
        keys === 0 ? (
          <span className="text-muted">None</span>
        ) : (
          <Link
            to="/d/$domain/users/$id"
            params={{ domain, id }}
            className="text-accent hover:underline"
          >
            {keys}
          </Link>
        ),
    },
    {
      id: 'login',
      heading: 'Last sign-in',
      wideOnly: true,
      cell: ({ lastLoginAt }) => <Time at={lastLoginAt} />,
    },
    {
      id: 'actions',
      heading: <span className="sr-only">Actions</span>,
      className: 'w-0 text-right',
      cell: member => <MemberActions domain={domain} member={member} />,
    },
  ]
  return <Table label="Users" columns={columns} rows={rows} rowKey={({ id }) => id} />
}
