import { ProblemError } from '@keywright/contract'
import { type RefObject, useState } from 'react'
import { type FieldErrors, useFieldErrors } from '../../../app/use-field-errors.ts'
import { rebaseType } from './rebase-type.ts'
import { asStored, isSame, type TypeDraft } from './type-draft.ts'
import { atRows, errorsOf, pointerOf } from './type-errors.ts'

/** The state of a form that edits a content type. */
export interface TypeDraftState {
  draft: TypeDraft
  /** The draft as it was last saved. */
  base: TypeDraft
  errors: FieldErrors
  isDirty: boolean
  form: RefObject<HTMLFormElement | null>
  change(draft: TypeDraft): void
  /** Checks the draft; true when it can be sent, else the first wrong field has the focus. */
  check(options?: { isNew?: boolean }): boolean
  /** Shows the problems of a refusal, at their fields where they have one; true when there were any. */
  refused(error: unknown): boolean
  /** What was sent and saved is the new ground; what was changed since stays a change. */
  saved(sent: TypeDraft): void
  /** Goes on from what others saved; answers what they changed otherwise than it was changed here. */
  rebase(theirs: TypeDraft): readonly string[]
}

/** Keeps a draft, what it began as, and what is wrong with it. */
export function useTypeDraft(first: () => TypeDraft): TypeDraftState {
  const [draft, setDraft] = useState(first)
  const [base, setBase] = useState(draft)
  const { errors, form, show, keep } = useFieldErrors()

  return {
    draft,
    base,
    errors,
    isDirty: !isSame(draft, base),
    form,
    change(next) {
      setDraft(next)
      if (errors.size > 0) keep(stillRight(errors, draft, next))
    },
    check({ isNew = false } = {}) {
      const found = errorsOf(draft)
      if (isNew && draft.fields.length === 0) found.set('/schema', 'Add a field first.')
      show(found)
      return found.size === 0
    },
    refused(error) {
      if (!(error instanceof ProblemError)) return false
      if (error.code === 'CONTENT_TYPE_EXISTS') {
        show(new Map([['/name', error.message]]))
        return true
      }
      const problems = error.problem.errors ?? []
      const found = problems.map(({ pointer, message }) => [pointer, message] as const)
      show(atRows('/schema', draft.fields, found))
      return problems.length > 0
    },
    saved(sent) {
      const fields = sent.fields.map(asStored)
      setBase({ ...sent, fields })
      setDraft(current => ({
        ...current,
        fields: current.fields.map(field => ({
          ...field,
          stored: fields.find(({ row }) => row === field.row)?.stored ?? field.stored,
        })),
      }))
    },
    rebase(theirs) {
      const { draft: next, contested } = rebaseType(base, draft, theirs)
      setBase(theirs)
      setDraft(next)
      keep(new Map())
      return contested
    },
  }
}

/** The errors about parts of the draft that did not change. */
function stillRight(errors: FieldErrors, before: TypeDraft, after: TypeDraft): FieldErrors {
  const same = after.fields.filter(field => before.fields.includes(field)).map(pointerOf)
  return new Map(
    [...errors].filter(([pointer]) => {
      if (pointer.startsWith('/fields/')) {
        return same.some(at => pointer === at || pointer.startsWith(`${at}/`))
      }
      const [, part = ''] = pointer.split('/')
      const was = Object.entries(before).find(([name]) => name === part)
      const is = Object.entries(after).find(([name]) => name === part)
      return was !== undefined && is?.[1] === was[1]
    }),
  )
}
