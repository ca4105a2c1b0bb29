import { teamEndpoints } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useFieldArray } from 'react-hook-form'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, FieldSet } from '../../ui/field.tsx'
import { InvitationDialog } from '../users/invitation-dialog.tsx'
import { EmailField, LinkDaysField, PersonFormEnd } from '../users/person-fields.tsx'
import { usePersonForm } from '../users/use-person-form.ts'
import type { MadeInvitation } from '../users/users.queries.ts'
import { DomainSelect, InstanceRoleSelect, roleElsewhere } from './membership-fields.tsx'
import { teamDomainsQuery } from './team.queries.ts'

/** Invites somebody to one or more domains at once. */
export function TeamInviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <InvitationDialog
      open={open}
      onClose={onClose}
      title="Invite to the team"
      description="One person, one or more domains, a role in each. Somebody who has an account can be added on their own page without a link."
    >
      {onMade => <TeamInvite onMade={onMade} onCancel={onClose} />}
    </InvitationDialog>
  )
}

function TeamInvite({
  onMade,
  onCancel,
}: {
  onMade: (made: readonly MadeInvitation[]) => void
  onCancel: () => void
}) {
  const { data: domains = [] } = useQuery(teamDomainsQuery)
  const { form, error, onRefused } = usePersonForm(teamEndpoints.invite.body, {
    email: '',
    memberships: [{ domain: '', role: 'READONLY' }],
    expiresInDays: 7,
  })
  const rows = useFieldArray({ control: form.control, name: 'memberships' })
  const chosen = form.watch('memberships')
  const once = useIdempotencyKey()
  const action = useAction({
    run: (body: Parameters<typeof api.team.invite>[0]['body']) =>
      once(body, idempotencyKey => api.team.invite({ body }, { idempotencyKey })),
    changes: [['team', 'invitations'], ['domain']],
    onDone: ({ items }) => onMade(items),
    onRefused,
  })
  const { errors } = form.formState
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <EmailField {...form.register('email')} error={errors.email?.message} />
      <FieldSet legend="Domains" error={errors.memberships?.message}>
        {rows.fields.map((field, index) => {
          const { domain = '', role = 'READONLY' } = chosen[index] ?? {}
          const problem = errors.memberships?.[index]?.domain && 'Choose a domain.'
          return (
            <div key={field.id} className="flex items-end gap-2">
              <Field label="Domain" error={problem} className="flex-1">
                <DomainSelect
                  domains={domains}
                  value={domain}
                  onChange={slug => {
                    form.setValue(`memberships.${index}.domain`, slug)
                    form.setValue(`memberships.${index}.role`, roleElsewhere(role))
                  }}
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
      <LinkDaysField
        {...form.register('expiresInDays', { valueAsNumber: true })}
        error={errors.expiresInDays?.message}
      />
      <PersonFormEnd error={error} busy={action.isPending} submit="Invite" onCancel={onCancel} />
    </form>
  )
}
