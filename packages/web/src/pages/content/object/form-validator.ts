import { type Schema, Validator } from '@cfworker/json-schema'
import type { ContentType } from '@keywright/contract'
import type { ErrorSchema, ValidatorType } from '@rjsf/utils'
import { isSchema } from '../types/field-kind.ts'
import { createFieldsCheck, type FieldProblem } from './check-fields.ts'
import { cleanFields, type Fields } from './fields.ts'

/** What checks a form: always by the whole schema of the type, whatever part of it is drawn. */
export function createFormValidator(type: ContentType, stored: Fields): ValidatorType<Fields> {
  const check = createFieldsCheck(type)
  const problemsOf = (fields: unknown) =>
    check(cleanFields(type, isSchema(fields) ? fields : {}, stored))
  return {
    validateFormData(fields) {
      const problems = problemsOf(fields)
      return {
        errors: problems.map(({ pointer, message }) => ({
          property: pointer.replaceAll('/', '.'),
          message,
          stack: message,
        })),
        errorSchema: errorsAt(problems),
      }
    },
    // Forms are planned without conditions; whatever else asks is answered by the part it asks about,
    // which is a schema: only the two libraries describe them differently.
    isValid: (schema, value) =>
      new Validator(schema as Schema, '2020-12').validate(value ?? null).valid,
    rawValidation: () => ({}),
  }
}

/** Problems as a tree along the fields, which is how a form hands them to its parts. */
export function errorsAt(problems: readonly FieldProblem[]): ErrorSchema<Fields> {
  const root: Branch = {}
  for (const { pointer, message } of problems) {
    let branch = root
    for (const name of pointer.split('/').slice(1)) {
      branch[name] ??= {}
      // Only `__errors` holds anything but a branch, and no field has that name.
      branch = branch[name] as Branch
    }
    branch.__errors = [...(Array.isArray(branch.__errors) ? branch.__errors : []), message]
  }
  return root as ErrorSchema<Fields>
}

interface Branch {
  [name: string]: Branch | string[]
}
