import { type ContentType, ProblemError } from '@keywright/contract'
import { useMemo, useState } from 'react'
import { type FieldProblem, problemsAtFields } from './check-fields.ts'
import { cleanFields, type Fields, isSameJson } from './fields.ts'

/** What is typed into a form of an object, and what the server refused of it. */
export function useObjectDraft(type: ContentType, first: Fields) {
  const [fields, setFields] = useState(first)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const cleaned = useMemo(() => cleanFields(type, fields), [type, fields])

  return {
    fields,
    /** As it would be stored. */
    cleaned,
    problems,

    /** What was refused of a field is no longer wrong once it is something else. */
    change(next: Fields) {
      setFields(next)
      setProblems(
        problems.filter(({ pointer }) => {
          const [, name = ''] = pointer.split('/')
          return isSameJson(next[name], fields[name])
        }),
      )
    },

    /** Begins anew from what is stored. */
    begin(stored: Fields) {
      setFields(stored)
      setProblems([])
    },

    /** Takes what was stored, unless something else was typed since it was sent. */
    saved(sent: Fields, stored: Fields) {
      setProblems([])
      setFields(now => (isSameJson(cleanFields(type, now), sent) ? stored : now))
    },

    /** Shows the problems of an answer at their fields; false where some of them have none. */
    refused(error: unknown): boolean {
      if (!(error instanceof ProblemError)) return false
      const { placed, others } = problemsAtFields(type, error.problem.errors ?? [])
      setProblems(placed)
      return placed.length > 0 && others.length === 0
    },
  }
}
