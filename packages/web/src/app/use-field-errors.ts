import { type RefObject, useEffect, useRef, useState } from 'react'

/** What is wrong with a form, by the JSON pointer (RFC 6901) of the field. */
export type FieldErrors = ReadonlyMap<string, string>

/** The errors of a form, and the form that they are shown in. */
export interface FieldErrorsState {
  errors: FieldErrors
  form: RefObject<HTMLFormElement | null>
  /** Shows what was found; the first wrong field has the focus then. */
  show(found: FieldErrors): void
  /** Leaves those that still hold, wherever the focus is. */
  keep(still: FieldErrors): void
}

/** Keeps what is wrong with a form that is checked as a whole. */
export function useFieldErrors(): FieldErrorsState {
  const [errors, setErrors] = useState<FieldErrors>(new Map())
  const form = useRef<HTMLFormElement>(null)
  const [shown, setShown] = useState(0)

  useEffect(() => {
    if (shown === 0) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    field?.focus({ preventScroll: true })
    const wrong = field ?? form.current?.querySelector('[role="alert"]')
    wrong?.scrollIntoView({ block: 'center' })
  }, [shown])

  return {
    errors,
    form,
    show(found) {
      setErrors(found)
      if (found.size > 0) setShown(count => count + 1)
    },
    keep: setErrors,
  }
}
