import { ProblemError } from '@keywright/contract'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { type ApiDraft, type DraftErrors, errorsOf, isSame } from './api-draft.ts'

/** The state of a form that edits an API. */
export interface ApiDraftState {
  draft: ApiDraft
  errors: DraftErrors
  isDirty: boolean
  form: RefObject<HTMLFormElement | null>
  change(draft: ApiDraft): void
  /** Checks the draft; true when it can be sent, else the first wrong field has the focus. */
  check(): boolean
  /** Shows the problems of a refusal, at their fields where they have one; true when there were any. */
  refused(error: unknown): boolean
  /** What was sent and saved is the new ground; what was changed since stays a change. */
  saved(sent: ApiDraft): void
}

/** Keeps a draft, what it began as, and what is wrong with it. */
export function useApiDraft(first: () => ApiDraft): ApiDraftState {
  const [draft, setDraft] = useState(first)
  const [base, setBase] = useState(draft)
  const [errors, setErrors] = useState<DraftErrors>(new Map())
  const form = useRef<HTMLFormElement>(null)
  const [shown, setShown] = useState(0)

  useEffect(() => {
    if (shown === 0) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    field?.focus({ preventScroll: true })
    const wrong = field ?? form.current?.querySelector('[role="alert"]')
    wrong?.scrollIntoView({ block: 'center' })
  }, [shown])

  function show(found: DraftErrors) {
    setErrors(found)
    if (found.size > 0) setShown(count => count + 1)
  }

  return {
    draft,
    errors,
    isDirty: !isSame(draft, base),
    form,
    change(next) {
      setDraft(next)
      // Rows may have moved, so what was said about them no longer stands where it belongs.
      if (errors.size > 0) setErrors(stillRight(errors, draft, next))
    },
    check() {
      const found = errorsOf(draft)
      show(found)
      return found.size === 0
    },
    refused(error) {
      if (!(error instanceof ProblemError)) return false
      if (error.code === 'SLUG_TAKEN') {
        show(new Map([['/slug', error.message]]))
        return true
      }
      const problems = error.problem.errors ?? []
      show(new Map(problems.map(({ pointer, message }) => [pointer, message])))
      return problems.length > 0
    },
    saved: setBase,
  }
}

/** The errors about parts of the draft that did not change. */
function stillRight(errors: DraftErrors, before: ApiDraft, after: ApiDraft): DraftErrors {
  return new Map(
    [...errors].filter(([pointer]) => {
      const [, field = '', index = ''] = pointer.split('/')
      const was = partOf(before, field, index)
      return was !== undefined && was === partOf(after, field, index)
    }),
  )
}

function partOf(draft: ApiDraft, field: string, index: string): unknown {
  const part = Object.entries(draft).find(([name]) => name === field)?.[1]
  return Array.isArray(part) && index !== '' ? part[Number(index)] : part
}
