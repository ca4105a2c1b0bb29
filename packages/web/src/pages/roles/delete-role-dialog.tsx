import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'
import { holdersOf } from './holders.ts'
import { roleQuery, type VersionedRole } from './roles.queries.ts'

/** Deletes a role that nothing uses; says what is in the way otherwise. */
export function DeleteRoleDialog({
  domain,
  current,
  open,
  onClose,
}: {
  domain: string
  current: VersionedRole
  open: boolean
  onClose: () => void
}) {
  const role = current.value
  const navigate = useNavigate()
  const client = useQueryClient()
  const query = roleQuery(domain, role.name)
  const refusal = useRefusal(query.queryKey)
  const action = useAction({
    run: () => api.roles.delete({ params: { domain, name: role.name } }, { ifMatch: current.etag }),
    done: `Role ${role.name} deleted`,
    async onDone() {
      // First away from the page of what is no longer there.
      await navigate({ to: '/d/$domain/roles', params: { domain } })
      client.removeQueries(query)
      void client.invalidateQueries({ queryKey: ['domain', domain, 'roles'] })
    },
    onRefused: refusal.keep,
  })
  function close() {
    refusal.clear()
    onClose()
  }
  if (role.users + role.keys > 0) {
    return (
      <Dialog open={open} onOpenChange={close} title={`${role.name} is in use`} width="small">
        <p>{holdersOf(role)}</p>
        <p className="mt-2">Give them another role first; then it can be deleted.</p>
        <Actions>
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        </Actions>
      </Dialog>
    )
  }
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={`Delete ${role.name}`}
      action="Delete role"
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>Nobody has this role, so nobody loses anything. It cannot be brought back.</p>
      <Refusal error={refusal.error} />
    </Confirm>
  )
}
