import { endpoints } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Actions, Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { api } from './api.ts'
import { useCurrentDomain } from './current-domain.ts'
import { domainsQuery } from './queries.ts'
import { useMe } from './session.tsx'
import { useAction } from './use-action.ts'
import { useContractForm } from './use-contract-form.ts'

/** The domain one is in, and the others. */
export function DomainSwitcher() {
  const domain = useCurrentDomain()
  const { user } = useMe()
  const { data: domains = [] } = useQuery(domainsQuery)
  const navigate = useNavigate()
  const [isMaking, setIsMaking] = useState(false)
  const current = domains.find(({ slug, id }) => slug === domain || id === domain)
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button
            variant="ghost"
            className="min-w-0 px-2"
            aria-label={`Domain: ${current?.name ?? 'none'}`}
          >
            <span className="max-w-40 truncate">{current?.name ?? 'Choose a domain'}</span>
            <ChevronsUpDown aria-hidden className="text-muted" />
          </Button>
        }
      >
        {domains.map(({ id, slug, name }) => (
          <MenuItem
            key={id}
            onSelect={() => void navigate({ to: '/d/$domain', params: { domain: slug } })}
          >
            <span className="grid">
              {name}
              <span className="font-mono text-xs text-muted">{slug}</span>
            </span>
            {current?.id === id && <Check aria-hidden className="ml-auto" />}
          </MenuItem>
        ))}
        {user?.instanceAdmin && (
          <>
            <MenuLine />
            <MenuItem onSelect={() => setIsMaking(true)}>
              <Plus aria-hidden /> New domain
            </MenuItem>
          </>
        )}
      </Menu>
      <Dialog
        open={isMaking}
        onOpenChange={setIsMaking}
        title="New domain"
        description="A domain has its own users, roles, keys and APIs. Its two application keys are made with it."
        width="small"
      >
        <NewDomain onDone={() => setIsMaking(false)} />
      </Dialog>
    </>
  )
}

function NewDomain({ onDone }: { onDone: () => void }) {
  const navigate = useNavigate()
  const { form, refused } = useContractForm(endpoints.domains.create.body, { slug: '', name: '' })
  const action = useAction({
    run: (body: Parameters<typeof api.domains.create>[0]['body']) => api.domains.create({ body }),
    done: ({ name }) => `Domain ${name} made`,
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
          Make domain
        </Button>
      </Actions>
    </form>
  )
}
