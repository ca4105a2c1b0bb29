import { ProblemError } from '@keywright/contract'
import type { DefaultValues, FieldValues, Path } from 'react-hook-form'
import type { z } from 'zod'
import { useContractForm } from '../../app/use-contract-form.ts'
import { useRefusal } from './refusal.tsx'

/** A form that names a person by their e-mail: refusals that are about who that is are shown there. */
export function usePersonForm<Input extends FieldValues & { email: string }, Output>(
  schema: z.ZodType<Output, Input>,
  defaultValues: DefaultValues<Input>,
) {
  const { form, refused } = useContractForm(schema, defaultValues)
  const refusal = useRefusal()

  /** For `onRefused` of an action. */
  function onRefused(error: unknown): boolean {
    refusal.clear()
    if (refused(error)) return true
    if (!(error instanceof ProblemError) || !EMAIL_CODES.includes(error.code)) {
      return refusal.keep(error)
    }
    // Each of these forms has this field.
    form.setError('email' as Path<Input>, { message: error.message }, { shouldFocus: true })
    return true
  }

  return { form, error: refusal.error, onRefused }
}

const EMAIL_CODES = ['USER_NOT_FOUND', 'EMAIL_TAKEN']
