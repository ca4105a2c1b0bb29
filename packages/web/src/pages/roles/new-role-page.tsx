import { ProblemError, roleEndpoints } from '@keywright/contract'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../../app/api.ts'
import { useCan } from '../../app/session.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { ForbiddenPage, Refusal, useRefusal } from '../users/refusal.tsx'
import { PermissionsEditor } from './permissions-editor.tsx'

const route = getRouteApi('/frame/d/$domain/roles/-new')

/** Where a role is made. */
export function NewRolePage() {
  const { domain } = route.useParams()
  const can = useCan(domain)
  if (!can('backoffice.roles:create')) {
    return <ForbiddenPage title="New role" permission="backoffice.roles:create" />
  }
  return (
    <Page title="New role" description="The name is fixed once made; all else can be changed.">
      <NewRole domain={domain} />
    </Page>
  )
}

function NewRole({ domain }: { domain: string }) {
  const navigate = route.useNavigate()
  const { form, refused } = useContractForm(roleEndpoints.create.body, {
    name: '',
    description: '',
    permissions: [],
  })
  const [made, setMade] = useState<string>()
  const once = useIdempotencyKey()
  const refusal = useRefusal()
  const action = useAction({
    run: (body: Parameters<typeof api.roles.create>[0]['body']) =>
      once(body, idempotencyKey =>
        api.roles.create({ params: { domain }, body }, { idempotencyKey }),
      ),
    done: ({ name }) => `Role ${name} created`,
    changes: [['domain', domain, 'roles']],
    onDone: ({ name }) => setMade(name),
    onRefused(error) {
      if (refused(error)) return true
      if (!(error instanceof ProblemError) || error.code !== 'ROLE_EXISTS') {
        return refusal.keep(error)
      }
      form.setError('name', { message: error.message }, { shouldFocus: true })
      return true
    },
  })
  const { errors, isDirty } = form.formState
  const permissions = form.watch('permissions')

  // Only once nothing asks about unsaved changes any more.
  useEffect(() => {
    if (made === undefined) return
    void navigate({ to: '/d/$domain/roles/$name', params: { domain, name: made } })
  }, [made, domain, navigate])

  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <Field
        label="Name"
        hint="Capital letters, digits, _ and -, as in SUPPORT or CATALOG_EDITOR."
        error={errors.name?.message}
        className="max-w-md"
      >
        <Input
          {...form.register('name', { setValueAs: (text: string) => text.trim().toUpperCase() })}
          autoComplete="off"
          spellCheck={false}
          className="font-mono uppercase placeholder:normal-case"
        />
      </Field>
      <Field label="Description" optional error={errors.description?.message} className="max-w-2xl">
        <Textarea {...form.register('description')} rows={2} />
      </Field>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 font-medium">Permissions</legend>
        <PermissionsEditor
          domain={domain}
          scopes={permissions}
          onChange={next => {
            refusal.clear()
            form.setValue('permissions', next, { shouldDirty: true })
          }}
        />
        {errors.permissions && (
          <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger">
            {errors.permissions.message ?? 'One of the permissions is not complete.'}
          </p>
        )}
      </fieldset>
      {permissions.length === 0 && (
        <p className="text-muted">Nothing is ticked: whoever has this role can do nothing.</p>
      )}
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Link to="/d/$domain/roles" params={{ domain }} className={buttonClass()}>
          Cancel
        </Link>
        <Button type="submit" variant="primary" busy={action.isPending || made !== undefined}>
          Create role
        </Button>
      </Actions>
      <UnsavedChanges when={isDirty && made === undefined} />
    </form>
  )
}
