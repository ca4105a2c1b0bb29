import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { rolesQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { Role } from './roles.queries.ts'

const route = getRouteApi('/frame/d/$domain/roles')

/** The roles of a domain, the built-in ones first, with how many have each. */
export function RolesPage() {
  const { domain } = route.useParams()
  const can = useCan(domain)
  const roles = useQuery(rolesQuery(domain))
  return (
    <Page
      title="Roles"
      description="A role is a named list of permissions. Users have one; keys may have one."
      actions={
        can('backoffice.roles:create') && (
          <Link to="/d/$domain/roles/-new" params={{ domain }} className={buttonClass('primary')}>
            <Plus aria-hidden /> New role
          </Link>
        )
      }
    >
      <QueryState query={roles}>
        {rows => (
          <>
            <Table
              label="Roles"
              columns={columnsOf(domain)}
              rows={rows}
              rowKey={({ name }) => name}
            />
            {rows.every(({ builtIn }) => builtIn) && (
              <p className="text-muted">
                These three are in every domain. Make a role of your own where they give too much or
                too little.
              </p>
            )}
            {rows.length === 200 && <p className="text-muted">The first 200 roles are shown.</p>}
          </>
        )}
      </QueryState>
    </Page>
  )
}

function columnsOf(domain: string): readonly Column<Role>[] {
  return [
    {
      id: 'name',
      heading: 'Role',
      cell: ({ name, builtIn, description }) => (
        <div className="grid min-w-40">
          <span className="flex flex-wrap items-center gap-2">
            <Link
              to="/d/$domain/roles/$name"
              params={{ domain, name }}
              className="font-mono text-[0.8125rem] font-medium text-accent hover:underline"
            >
              {name}
            </Link>
            {builtIn && <Badge>Built in</Badge>}
          </span>
          <span className="text-muted">{description}</span>
        </div>
      ),
    },
    {
      id: 'permissions',
      heading: 'Permissions',
      wideOnly: true,
      cell: ({ permissions }) => <Summary permissions={permissions} />,
    },
    { id: 'users', heading: 'Users', className: 'text-right', cell: ({ users }) => users },
    {
      id: 'keys',
      heading: 'Keys',
      className: 'text-right',
      cell: ({ name, keys }) =>
        keys === 0 ? (
          0
        ) : (
          <Link
            to="/d/$domain/keys"
            params={{ domain }}
            search={{ role: name }}
            className="text-accent hover:underline"
          >
            {keys}
          </Link>
        ),
    },
  ]
}

function Summary({ permissions }: { permissions: readonly string[] }) {
  if (permissions.length === 0) return <span className="text-muted">None</span>
  const shown = permissions.slice(0, 2)
  const more = permissions.length - shown.length
  return (
    <span title={permissions.join('\n')} className="break-words">
      <code className="font-mono text-xs">{shown.join(', ')}</code>
      {more > 0 && ` and ${more} more`}
    </span>
  )
}
