import { zodResolver } from '@hookform/resolvers/zod'
import { ProblemError } from '@keywright/contract'
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form'
import type { z } from 'zod'

/**
 * A form that is checked by a schema of the contract. `refused(error)` shows the problems of an
 * answer at their fields and answers whether all of them found one.
 */
export function useContractForm<Input extends FieldValues, Output>(
  schema: z.ZodType<Output, Input>,
  defaultValues: DefaultValues<Input>,
) {
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(schema),
    defaultValues,
  })

  function refused(error: unknown): boolean {
    if (!(error instanceof ProblemError)) return false
    const problems = error.problem.errors ?? []
    const fields = Object.keys(form.getValues())
    let placed = 0
    for (const { pointer, message } of problems) {
      // Some bodies hold what the form shows one level down, as in `/settings/keyPrefix`.
      const name = pointer.split('/').find(part => fields.includes(part))
      if (name === undefined) continue
      // One of the form's own fields, as was just seen.
      form.setError(name as Path<Input>, { message }, { shouldFocus: placed === 0 })
      placed++
    }
    return problems.length > 0 && placed === problems.length
  }

  return { form, refused }
}
