import { endpoints, ProblemError } from '@keywright/contract'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useFieldArray } from 'react-hook-form'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, FieldSet, Input } from '../../ui/field.tsx'
import { MadeInvitations } from '../users/made-invitations.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'
import type { MadeInvitation } from '../users/users.queries.ts'
import { DomainSelect, InstanceRoleSelect } from './membership-fields.tsx'
import { useKnownDomains } from './use-known-domains.ts'

/** Invites somebody to one or more domains at once. */
export function TeamInviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title="Invite to the team"
      description="One person, one or more domains, a role in each. Somebody who has an account can be added on their own page without a link."
    >
      <TeamInvite onDone={onClose} />
    </Dialog>
  )
}

function TeamInvite({ onDone }: { onDone: () => void }) {
  const domains = useKnownDomains()
  const [made, setMade] = useState<readonly MadeInvitation[]>()
  const { form, refused } = useContractForm(endpoints.team.invite.body, {
    email: '',
    memberships: [{ domain: '', role: 'READONLY' }],
    expiresInDays: 7,
  })
  const rows = useFieldArray({ control: form.control, name: 'memberships' })
  const chosen = form.watch('memberships')
  const refusal = useRefusal()
  const action = useAction({
    run: (body: Parameters<typeof api.team.invite>[0]['body']) => api.team.invite({ body }),
    changes: [['domain']],
    onDone: ({ items }) => setMade(items),
    onRefused: error =>
      isAboutRows(error) ? refusal.keep(error) : refused(error) || refusal.keep(error),
  })
  const { errors } = form.formState
  if (made) return <MadeInvitations made={made} onDone={onDone} />
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <Field label="E-mail" error={errors.email?.message}>
        <Input {...form.register('email')} type="email" autoComplete="off" />
      </Field>
      <FieldSet legend="Domains">
        {rows.fields.map((field, index) => {
          const { domain = '', role = 'READONLY' } = chosen[index] ?? {}
          const problem = errors.memberships?.[index]?.domain && 'Choose a domain.'
          return (
            <div key={field.id} className="flex items-end gap-2">
              <Field label="Domain" error={problem} className="flex-1">
                <DomainSelect
                  domains={domains}
                  value={domain}
                  onChange={slug => form.setValue(`memberships.${index}.domain`, slug)}
                />
              </Field>
              <Field label="Role" className="flex-1">
                <InstanceRoleSelect
                  domain={domain}
                  value={role}
                  onChange={name => form.setValue(`memberships.${index}.role`, name)}
                />
              </Field>
              <IconButton
                label={`Take out domain ${index + 1}`}
                disabled={rows.fields.length === 1}
                onClick={() => rows.remove(index)}
              >
                <X aria-hidden />
              </IconButton>
            </div>
          )
        })}
        <Button
          size="small"
          className="justify-self-start"
          onClick={() => rows.append({ domain: '', role: 'READONLY' })}
        >
          <Plus aria-hidden /> Another domain
        </Button>
      </FieldSet>
      <Field label="Days the link works" hint="1 to 30." error={errors.expiresInDays?.message}>
        <Input
          {...form.register('expiresInDays', { valueAsNumber: true })}
          type="number"
          min={1}
          max={30}
          className="max-w-28"
        />
      </Field>
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Make invitation
        </Button>
      </Actions>
    </form>
  )
}

/** Problems of one row have no field of that name at the top of the form. */
function isAboutRows(error: unknown): boolean {
  return (
    error instanceof ProblemError &&
    (error.problem.errors ?? []).some(({ pointer }) => pointer.startsWith('/memberships'))
  )
}
