import type { DefaultValues, FieldValues, Path, PathValue } from 'react-hook-form'
import type { z } from 'zod'
import { useContractForm } from './use-contract-form.ts'

/**
 * A form that changes what the server has. `rebase(next, since)` says that the server now has `next`:
 * a field that is still as it was in `since` takes it; what was typed after that stays, as a change.
 */
export function useEditForm<Input extends FieldValues, Output>(
  schema: z.ZodType<Output, Input>,
  current: Input,
) {
  // The values of a whole form are default values, too.
  const { form, refused } = useContractForm(schema, current as DefaultValues<Input>)

  function rebase(next: Input, since: Input) {
    for (const [field, value] of Object.entries(next)) {
      // The names and values of the form's own fields.
      const name = field as Path<Input>
      if (Object.is(form.getValues(name), since[name])) {
        form.setValue(name, value as PathValue<Input, Path<Input>>)
      }
    }
    form.reset(next, { keepValues: true })
  }

  return { form, refused, rebase }
}
