import { type ContentType, objectId, ProblemError } from '@keywright/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useCan } from '../../../app/session.tsx'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryPage } from '../../../ui/query-page.tsx'
import { SkeletonRows } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { ForbiddenPage, useRefusal } from '../../users/refusal.tsx'
import { contentTypeQuery } from '../types/types.queries.ts'
import { EditGuard } from './edit-guard.tsx'
import { defaultsOf, type Fields } from './fields.ts'
import { objectsKey } from './object.queries.ts'
import { Refused } from './refused.tsx'
import { Reshaped } from './reshaped.tsx'
import { OBJECT_FORM, SaveBar } from './save-bar.tsx'
import { slugFrom } from './slug.ts'
import { useObjectDraft } from './use-object-draft.ts'

const route = getRouteApi('/frame/d/$domain/content/objects/$type/-new')
const ObjectForm = lazy(() => import('./object-form.tsx'))

/** Where an object is made. */
export function NewObjectPage() {
  const { domain, type } = route.useParams()
  const can = useCan(domain)
  const definition = useQuery(contentTypeQuery(domain, type))
  const permission = `content.${type}:create`
  if (!can(permission)) return <ForbiddenPage title="New object" permission={permission} />
  return (
    <QueryPage title="New object" query={definition}>
      {found => (
        <Page title={`New ${found.label}`} description={found.description || undefined}>
          <NewObject key={type} domain={domain} type={found} />
        </Page>
      )}
    </QueryPage>
  )
}

function NewObject({ domain, type }: { domain: string; type: ContentType }) {
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const client = useQueryClient()
  const once = useIdempotencyKey()
  const draft = useObjectDraft({ domain, type, stored: NOTHING, begins: defaultsOf })
  const [id, setId] = useState('')
  const [idError, setIdError] = useState<string>()
  const idInput = useRef<HTMLInputElement>(null)
  const [made, setMade] = useState<string>()
  const intent = useRef<'save' | 'publish'>('save')
  const refusal = useRefusal()
  const isDirty = id !== '' || draft.isDirty
  const mayPublish = can(`content.${type.name}:publish`)

  const action = useAction({
    async run({ aim, ...body }: { id?: string; fields: Fields; aim: 'save' | 'publish' }) {
      const params = { domain, type: type.name }
      const { value, etag } = await withEtag(call =>
        once(body, idempotencyKey =>
          draft.send(() => api.objects.create({ params, body }, { ...call, idempotencyKey })),
        ),
      )
      if (aim === 'publish') await publish({ ...params, id: value.id }, etag)
      return value
    },
    done: ({ title, id }) => `${title ?? id} created`,
    changes: [objectsKey(domain, type.name)],
    onDone(object) {
      if (object.fields !== undefined) return setMade(object.id)
      // Whoever may not look at it can make another one.
      draft.begin(defaultsOf(type))
      setId('')
    },
    onRefused(error) {
      if (draft.refused(error)) return true
      if (!(error instanceof ProblemError) || error.code !== 'OBJECT_EXISTS') {
        return refusal.keep(error)
      }
      setIdError(error.message)
      return true
    },
  })

  // It is the last of the form, and may be out of sight.
  useEffect(() => {
    if (idError !== undefined) idInput.current?.focus()
  }, [idError])

  // Only once nothing asks about unsaved changes any more.
  useEffect(() => {
    if (made === undefined) return
    const params = { domain, type: type.name, id: made }
    void navigate({ to: '/d/$domain/content/objects/$type/$id', params, replace: true })
    void client.invalidateQueries({ queryKey: ['domain', domain, 'content'] })
  }, [made, domain, type.name, navigate, client])

  /** The name in addresses follows the title, until somebody writes it themselves. */
  function change(next: Fields) {
    const { titleField, slugField } = type
    if (titleField === null || slugField === null) return draft.change(next)
    const before = draft.fields
    const follows = (before[slugField] ?? '') === slugFrom(before[titleField])
    const isTyped = next[slugField] !== before[slugField]
    const slug = slugFrom(next[titleField]) || undefined
    draft.change(follows && !isTyped ? { ...next, [slugField]: slug } : next)
  }

  function submit() {
    refusal.clear()
    const aim = intent.current
    intent.current = 'save'
    const given = objectId.safeParse(id)
    if (id !== '' && !given.success) {
      setIdError('1 to 64 letters, digits, hyphens and underscores; a letter or digit first.')
      return
    }
    action.mutate({ ...(id !== '' && { id }), fields: draft.cleaned, aim })
  }

  const isBusy = action.isPending || made !== undefined
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <SaveBar label="Actions" note={isDirty ? 'Not saved yet' : ''}>
        <Link
          to="/d/$domain/content/objects/$type"
          params={{ domain, type: type.name }}
          className={buttonClass()}
        >
          Cancel
        </Link>
        <Button
          type="submit"
          form={OBJECT_FORM}
          data-save=""
          variant={mayPublish ? 'secondary' : 'primary'}
          busy={isBusy}
          onClick={() => {
            intent.current = 'save'
          }}
        >
          Save draft
        </Button>
        {mayPublish && (
          <Button
            type="submit"
            form={OBJECT_FORM}
            variant="primary"
            disabled={isBusy}
            onClick={() => {
              intent.current = 'publish'
            }}
          >
            Save and publish
          </Button>
        )}
      </SaveBar>
      <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-5">
        <Refused error={refusal.error} />
        {draft.reshaped && (
          <Reshaped type={type} lost={draft.reshaped.lost} onClose={draft.forgetReshaped} />
        )}
        <Suspense fallback={<SkeletonRows />}>
          <ObjectForm
            domain={domain}
            type={type}
            fields={draft.fields}
            stored={NOTHING}
            problems={draft.problems}
            onChange={change}
            onSubmit={submit}
          />
        </Suspense>
        <Field
          label="Id"
          optional
          hint="One is made when this stays empty. It can never be changed."
          error={idError}
          className="max-w-md border-t border-line pt-5"
        >
          <Input
            ref={idInput}
            value={id}
            onChange={event => {
              setId(event.target.value.trim())
              setIdError(undefined)
            }}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      </div>
      <EditGuard isDirty={isDirty && made === undefined} />
    </div>
  )
}

/** What is stored of an object that is not there yet. */
const NOTHING: Fields = {}

/** What was made stays made, also where it could not be published. */
async function publish(params: { domain: string; type: string; id: string }, ifMatch: string) {
  try {
    await api.objects.publish({ params }, { ifMatch })
  } catch (error) {
    const title = 'It was saved and not published'
    toast({ tone: 'danger', title, detail: error instanceof Error ? error.message : undefined })
  }
}
