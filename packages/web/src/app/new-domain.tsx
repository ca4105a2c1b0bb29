import { domainEndpoints } from '@keywright/contract'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../ui/button.tsx'
import { Actions, Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { api } from './api.ts'
import { useAction } from './use-action.ts'
import { useContractForm } from './use-contract-form.ts'
import { useIdempotencyKey } from './use-idempotency-key.ts'

/** Makes a domain, and goes there. */
export default function NewDomain({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New domain"
      description="A domain has its own users, roles, keys and APIs. Its two application keys are made with it."
      width="small"
    >
      <NewDomainForm onDone={onClose} />
    </Dialog>
  )
}

function NewDomainForm({ onDone }: { onDone: () => void }) {
  const navigate = useNavigate()
  const { form, refused } = useContractForm(domainEndpoints.create.body, { slug: '', name: '' })
  const once = useIdempotencyKey()
  const action = useAction({
    run: (body: Parameters<typeof api.domains.create>[0]['body']) =>
      once(body, idempotencyKey => api.domains.create({ body }, { idempotencyKey })),
    done: ({ name }) => `Domain ${name} created`,
    changes: [['domains'], ['me']],
    onDone({ slug }) {
      onDone()
      void navigate({ to: '/d/$domain', params: { domain: slug } })
    },
    onRefused(error) {
      if (refused(error)) return true
      if (!(error instanceof Error && 'code' in error && error.code === 'SLUG_TAKEN')) return false
      form.setError('slug', { message: error.message }, { shouldFocus: true })
      return true
    },
  })
  const { errors } = form.formState
  return (
    <form
      className="grid gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <Field label="Name" error={errors.name?.message}>
        <Input {...form.register('name')} autoComplete="off" />
      </Field>
      <Field
        label="Slug"
        hint="Stands in addresses, as in /v1/domains/slug. It cannot be changed later."
        error={errors.slug?.message}
      >
        <Input
          {...form.register('slug')}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Actions className="mt-0">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Create domain
        </Button>
      </Actions>
    </form>
  )
}
