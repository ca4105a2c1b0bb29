import { endpoints } from '@keywright/contract'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'
import { PermissionsEditor } from './permissions-editor.tsx'
import { RoleChange } from './role-change.tsx'
import type { Role } from './roles.queries.ts'

/** Changes a role of the domain's own; who is affected is said before it is saved. */
export function EditRole({ domain, role, etag }: { domain: string; role: Role; etag?: string }) {
  const [asks, setAsks] = useState(false)
  const { form, refused } = useContractForm(endpoints.roles.update.body, {
    description: role.description,
    permissions: role.permissions,
  })
  const refusal = useRefusal()
  const action = useAction({
    run: (body: Parameters<typeof api.roles.update>[0]['body']) =>
      api.roles.update(
        { params: { domain, name: role.name }, body },
        etag ? { ifMatch: etag } : {},
      ),
    done: `Role ${role.name} saved`,
    changes: [['domain', domain]],
    onDone: () => setAsks(false),
    onRefused(error) {
      setAsks(false)
      return refused(error) || refusal.keep(error)
    },
  })
  const { errors, isDirty } = form.formState
  const permissions = form.watch('permissions') ?? []
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
        <Actions className="mt-0">
          <Button disabled={!isDirty} onClick={() => form.reset()}>
            Undo changes
          </Button>
          <Button type="submit" variant="primary" disabled={!isDirty} busy={action.isPending}>
            Save role
          </Button>
        </Actions>
      </form>
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
