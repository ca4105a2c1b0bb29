import { type ContentType, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { contentTypeQuery } from '../types/types.queries.ts'
import { adaptFields, type LostValue } from './adapt-fields.ts'
import { type FieldProblem, leadsNowhere, problemsAtFields } from './check-fields.ts'
import { cleanFields, type Fields } from './fields.ts'
import { isSameJson } from './json.ts'

/** What is typed into a form of an object, and what the server refused of it. */
export function useObjectDraft({
  domain,
  type,
  stored,
  begins,
}: {
  domain: string
  type: ContentType
  /** The fields of the object, to which the form changes something. */
  stored: Fields
  /** What the form of a type begins with; default: what is stored. */
  begins?: (type: ContentType) => Fields
}) {
  const client = useQueryClient()
  const query = contentTypeQuery(domain, type.name)
  const [fields, setFields] = useState(() => begins?.(type) ?? stored)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const [drawn, setDrawn] = useState(type)
  const [reshaped, setReshaped] = useState<{ lost: readonly LostValue[] }>()
  const cleaned = useMemo(() => cleanFields(type, fields, stored), [type, fields, stored])
  const begun = useMemo(
    () => cleanFields(type, begins?.(type) ?? stored, stored),
    [type, begins, stored],
  )

  // The type was read anew, and what was typed goes on in its form.
  if (drawn !== type) {
    setDrawn(type)
    const before = begins?.(drawn) ?? stored
    if (isSameJson(cleanFields(drawn, before, stored), cleanFields(drawn, fields, stored))) {
      setFields(begins?.(type) ?? stored)
    } else if (!isSameJson(drawn.schema, type.schema)) {
      const adapted = adaptFields(drawn, type, before, fields)
      setFields(adapted.fields)
      setReshaped({ lost: [...(reshaped?.lost ?? []), ...adapted.lost] })
    }
  }

  return {
    fields,
    /** As it would be stored. */
    cleaned,
    isDirty: !isSameJson(cleaned, begun),
    problems,
    /** The type was changed under what was typed, and what its form has no box for any more. */
    reshaped,
    /** The person has read it. */
    forgetReshaped: () => setReshaped(undefined),

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

    /** Begins anew from these fields. */
    begin(from: Fields) {
      setFields(from)
      setProblems([])
    },

    /** Takes what was stored, unless something else was typed since it was sent. */
    saved(sent: Fields, now: Fields) {
      setProblems([])
      setReshaped(told => (told?.lost.length ? told : undefined))
      setFields(typed => (isSameJson(cleanFields(type, typed, stored), sent) ? now : typed))
    },

    /** The type as it is now. */
    readType: () => client.fetchQuery({ ...query, staleTime: 0 }),

    /** Sends it; where fields are refused, the type may be another by now. */
    async send<T>(call: () => Promise<T>): Promise<T> {
      try {
        return await call()
      } catch (error) {
        if (problemsIn(error).length > 0) await client.invalidateQueries(query)
        throw error
      }
    },

    /** Shows the problems of an answer at their fields; false where some of them have none. */
    refused(error: unknown): boolean {
      const found = problemsIn(error)
      const now = client.getQueryData(query.queryKey) ?? type
      const { placed, others } = problemsAtFields(
        now,
        found.filter(({ pointer }) => !leadsNowhere(pointer, { before: type, after: now })),
      )
      setProblems(placed)
      return found.length > 0 && others.length === 0
    },
  }
}

function problemsIn(error: unknown): readonly FieldProblem[] {
  return error instanceof ProblemError ? (error.problem.errors ?? []) : []
}
