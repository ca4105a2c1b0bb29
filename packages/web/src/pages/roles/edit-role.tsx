import { roleEndpoints } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../app/api.ts'
import { StaleWarning } from '../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { withEtag } from '../../app/with-etag.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { isStaleError, Refusal, useRefusal } from '../users/refusal.tsx'
import { PermissionsEditor } from './permissions-editor.tsx'
import { RoleChange } from './role-change.tsx'
import { roleQuery, type VersionedRole } from './roles.queries.ts'

/** Changes a role of the domain's own; who is affected is said before it is saved. */
export function EditRole({
  domain,
  current,
  mayLeave,
}: {
  domain: string
  /** The role as it was read last. */
  current: VersionedRole
  /** Leaving does not ask: the role is being deleted. */
  mayLeave: boolean
}) {
  // What editing began with: the version that saving names.
  const [base, setBase] = useState(current)
  const [asks, setAsks] = useState(false)
  const { form, refused } = useContractForm(roleEndpoints.update.body, draftOf(base))
  const client = useQueryClient()
  const query = roleQuery(domain, base.value.name)
  const refusal = useRefusal()
  const { errors, isDirty } = form.formState
  const newer = isDirty && current.etag !== base.etag ? current : undefined

  function begin(from: VersionedRole) {
    setBase(from)
    setAsks(false)
    form.reset(draftOf(from))
  }
  // Nothing is being edited: follow what others do. What was just saved is known before it is drawn.
  useEffect(() => {
    const latest = client.getQueryData(query.queryKey) ?? current
    if (!isDirty && latest.etag !== base.etag) begin(latest)
  })

  const action = useAction({
    run: (body: Parameters<typeof api.roles.update>[0]['body']) =>
      withEtag(call =>
        api.roles.update(
          { params: { domain, name: base.value.name }, body },
          { ...call, ifMatch: base.etag },
        ),
      ),
    done: ({ value }) => `Role ${value.name} saved`,
    onDone(saved) {
      client.setQueryData(query.queryKey, saved)
      begin(saved)
      void client.invalidateQueries({ queryKey: ['domain', domain] })
    },
    onRefused(error) {
      setAsks(false)
      if (!isStaleError(error)) return refused(error) || refusal.keep(error)
      // What is read now brings the notice.
      void client.invalidateQueries(query)
      return true
    },
  })
  const permissions = form.watch('permissions') ?? []
  // Who has it now, and what it granted when editing began.
  const role = { ...current.value, permissions: base.value.permissions }
  const isHeld = role.users + role.keys > 0
  const save = form.handleSubmit(body => {
    refusal.clear()
    if (isHeld && !asks) setAsks(true)
    else action.mutate(body)
  })
  return (
    <>
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-5"
        noValidate
        onSubmit={event => void save(event)}
      >
        <Field label="Description" error={errors.description?.message} className="max-w-2xl">
          <Textarea {...form.register('description')} rows={2} />
        </Field>
        <fieldset className="min-w-0">
          <legend className="mb-1.5 font-medium">Permissions</legend>
          <PermissionsEditor
            domain={domain}
            scopes={permissions}
            onChange={next => form.setValue('permissions', next, { shouldDirty: true })}
          />
          {errors.permissions && (
            <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger">
              {errors.permissions.message ?? 'One of the permissions is not complete.'}
            </p>
          )}
        </fieldset>
        <RoleChange domain={domain} role={role} permissions={permissions} />
        <Refusal error={refusal.error} />
        {newer && (
          <StaleWarning
            title="The role was changed while you were editing"
            action="Show theirs"
            busy={false}
            onTake={() => begin(newer)}
          >
            Your changes are not saved. Go on from the role as it is now; what you changed here is
            then gone.
          </StaleWarning>
        )}
        <Actions className="mt-0">
          <Button disabled={!isDirty} onClick={() => begin(current)}>
            Undo changes
          </Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!isDirty || newer !== undefined}
            busy={action.isPending}
          >
            Save role
          </Button>
        </Actions>
      </form>
      <UnsavedChanges when={isDirty && !mayLeave} />
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={`Save ${role.name}`}
        action="Save role"
        busy={action.isPending}
        onConfirm={() => void save()}
      >
        <RoleChange domain={domain} role={role} permissions={permissions} />
      </Confirm>
    </>
  )
}

function draftOf({ value: { description, permissions } }: VersionedRole) {
  return { description, permissions }
}
