import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../../app/api.ts'
import { useCan } from '../../app/session.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useAction } from '../../app/use-action.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { ForbiddenPage } from '../users/refusal.tsx'
import { type ApiDraft, bodyOf } from './api-draft.ts'
import { ApiFields } from './api-fields.tsx'
import { useApiDraft } from './use-api-draft.ts'

const route = getRouteApi('/frame/d/$domain/apis/-new')

/** Where an API is registered. */
export function NewApiPage() {
  const { domain } = route.useParams()
  const can = useCan(domain)
  if (!can('backoffice.apis:create')) {
    return <ForbiddenPage title="Register API" permission="backoffice.apis:create" />
  }
  return (
    <Page
      title="Register API"
      description="Say what it holds and which permission each of its routes needs. All but the slug can be changed later."
    >
      <NewApi domain={domain} />
    </Page>
  )
}

const EMPTY: ApiDraft = {
  slug: '',
  name: '',
  description: '',
  resources: [],
  routes: [],
  unmatched: null,
}

function NewApi({ domain }: { domain: string }) {
  const navigate = route.useNavigate()
  const state = useApiDraft(() => EMPTY)
  const [made, setMade] = useState<string>()
  const once = useIdempotencyKey()
  const action = useAction({
    run: (draft: ApiDraft) => {
      const body = bodyOf(draft)
      return once(body, idempotencyKey =>
        api.apis.create({ params: { domain }, body }, { idempotencyKey }),
      )
    },
    done: ({ name }) => `${name} registered`,
    changes: [
      ['domain', domain, 'apis'],
      ['domain', domain, 'resources'],
    ],
    onDone: ({ slug }) => setMade(slug),
    onRefused: state.refused,
  })

  // Only once nothing asks about unsaved changes any more.
  useEffect(() => {
    if (made === undefined) return
    void navigate({ to: '/d/$domain/apis/$api', params: { domain, api: made } })
  }, [made, domain, navigate])

  return (
    <form
      ref={state.form}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
      onSubmit={event => {
        event.preventDefault()
        if (state.check()) action.mutate(state.draft)
      }}
    >
      <ApiFields isNew draft={state.draft} errors={state.errors} onChange={state.change} />
      <Actions className="mt-0">
        <Link to="/d/$domain/apis" params={{ domain }} className={buttonClass()}>
          Cancel
        </Link>
        <Button type="submit" variant="primary" busy={action.isPending || made !== undefined}>
          Register API
        </Button>
      </Actions>
      <UnsavedChanges when={state.isDirty && made === undefined} />
    </form>
  )
}
