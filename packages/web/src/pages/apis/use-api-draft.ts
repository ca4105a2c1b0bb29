import { ProblemError } from '@keywright/contract'
import { type RefObject, useState } from 'react'
import { type FieldErrors, useFieldErrors } from '../../app/use-field-errors.ts'
import { type ApiDraft, errorsOf, isSame } from './api-draft.ts'

/** The state of a form that edits an API. */
export interface ApiDraftState {
  draft: ApiDraft
  errors: FieldErrors
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
  const { errors, form, show, keep } = useFieldErrors()

  return {
    draft,
    errors,
    isDirty: !isSame(draft, base),
    form,
    change(next) {
      setDraft(next)
      // Rows may have moved, so what was said about them no longer stands where it belongs.
      if (errors.size > 0) keep(stillRight(errors, draft, next))
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
function stillRight(errors: FieldErrors, before: ApiDraft, after: ApiDraft): FieldErrors {
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
