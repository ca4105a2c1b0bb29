import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useCan } from '../../../app/session.tsx'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Page } from '../../../ui/page.tsx'
import { ForbiddenPage } from '../../users/refusal.tsx'
import { isTextField } from './field-forms.ts'
import { bodyOf, EMPTY_DRAFT, hasField, type TypeDraft } from './type-draft.ts'
import { TypeForm } from './type-form.tsx'
import { changedBy } from './types.queries.ts'
import { useTypeDraft } from './use-type-draft.ts'
import { useTextsWithin, WrongTexts } from './wrong-texts.ts'

const route = getRouteApi('/frame/d/$domain/content/types/-new')

/** Where a content type is made. */
export function NewTypePage() {
  const { domain } = route.useParams()
  const can = useCan(domain)
  if (!can('content.types:create')) {
    return <ForbiddenPage title="New content type" permission="content.types:create" />
  }
  return (
    <Page
      title="New content type"
      description="Say what its objects have. All but the name can be changed later."
    >
      <NewType domain={domain} />
    </Page>
  )
}

function NewType({ domain }: { domain: string }) {
  const navigate = route.useNavigate()
  const state = useTypeDraft(() => EMPTY_DRAFT)
  const [isTextWrong, texts] = useTextsWithin()
  const [made, setMade] = useState<string>()
  const once = useIdempotencyKey()
  const action = useAction({
    run: (draft: TypeDraft) => {
      const body = { name: draft.name, ...bodyOf(withTitle(draft)) }
      return once(body, idempotencyKey =>
        api.contentTypes.create({ params: { domain }, body }, { idempotencyKey }),
      )
    },
    done: ({ label }) => `${label} made. Roles and keys can have rules for it.`,
    changes: changedBy(domain),
    onDone: ({ name }) => setMade(name),
    onRefused: state.refused,
  })

  // Only once nothing asks about unsaved changes any more.
  useEffect(() => {
    if (made === undefined) return
    void navigate({ to: '/d/$domain/content/types/$type', params: { domain, type: made } })
  }, [made, domain, navigate])

  return (
    <form
      ref={state.form}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
      onSubmit={event => {
        event.preventDefault()
        if (!isTextWrong && state.check({ isNew: true })) action.mutate(state.draft)
      }}
    >
      <WrongTexts value={texts}>
        <TypeForm isNew domain={domain} state={state} />
      </WrongTexts>
      <Actions className="mt-0">
        <Link to="/d/$domain/content" params={{ domain }} className={buttonClass()}>
          Cancel
        </Link>
        <Button
          type="submit"
          variant="primary"
          disabled={isTextWrong}
          busy={action.isPending || made !== undefined}
        >
          Create content type
        </Button>
      </Actions>
      <UnsavedChanges when={(state.isDirty || isTextWrong) && made === undefined} />
    </form>
  )
}

/** Lists should show more than ids: unless somebody chose, the first text is the title. */
function withTitle(draft: TypeDraft): TypeDraft {
  const [first] = draft.fields.filter(({ schema }) => isTextField(schema))
  return hasField(draft, draft.titleField) ? draft : { ...draft, titleField: first?.name ?? null }
}
