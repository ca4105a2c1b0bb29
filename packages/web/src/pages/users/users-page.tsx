import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { SearchX, UserPlus, Users } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Empty, isForbidden, QueryState } from '../../ui/states.tsx'
import { AddUserDialog } from './add-user-dialog.tsx'
import { Invitations } from './invitations.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { membersQuery } from './users.queries.ts'
import { UsersTable } from './users-table.tsx'

const route = getRouteApi('/frame/d/$domain/users')

/** The people of a domain: who they are, what they may do, and who was invited. */
export function UsersPage() {
  const { domain } = route.useParams()
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const members = useInfiniteQuery(membersQuery(domain, search))
  const [dialog, setDialog] = useState<'add' | 'invite'>()
  const close = () => setDialog(undefined)
  const onSearch = (text: string) =>
    void navigate({ search: text === '' ? {} : { search: text }, replace: true })
  return (
    <Page
      title="Users"
      description="People who belong to this domain. Each has one role; keys that act as them never exceed it."
      actions={
        <>
          {can('backoffice.users:create') && (
            <Button onClick={() => setDialog('add')}>
              <UserPlus aria-hidden /> Add user
            </Button>
          )}
          {can('backoffice.invitations:create') && (
            <Button variant="primary" onClick={() => setDialog('invite')}>
              Invite
            </Button>
          )}
        </>
      }
    >
      {!isForbidden(members.error) && (
        <search className="flex max-w-sm">
          <SearchField
            label="Search people"
            placeholder="Name or e-mail"
            value={search}
            onChange={onSearch}
          />
        </search>
      )}
      <QueryState query={members}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items)
          if (rows.length === 0) return <NoUsers search={search} onClear={() => onSearch('')} />
          return (
            <>
              <UsersTable domain={domain} rows={rows} />
              {members.hasNextPage && (
                <Button
                  className="justify-self-center"
                  busy={members.isFetchingNextPage}
                  onClick={() => void members.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          )
        }}
      </QueryState>
      {can('backoffice.invitations:read') && <Invitations domain={domain} />}
      <AddUserDialog domain={domain} open={dialog === 'add'} onClose={close} />
      <InviteDialog domain={domain} open={dialog === 'invite'} onClose={close} />
    </Page>
  )
}

function NoUsers({ search, onClear }: { search: string; onClear: () => void }) {
  if (search === '') {
    return (
      <Empty icon={Users} title="Nobody is here yet">
        Add somebody who has an account already, or invite somebody new by link.
      </Empty>
    )
  }
  return (
    <Empty
      icon={SearchX}
      title={`Nobody matches “${search}”`}
      action={<Button onClick={onClear}>Show all</Button>}
    >
      Names and e-mail addresses are searched.
    </Empty>
  )
}
