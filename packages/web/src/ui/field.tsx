import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useId } from 'react'
import { cn } from '../lib/cn.ts'

const BOX =
  'w-full rounded-lg border border-field bg-surface text-ink disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted aria-invalid:border-danger'

/** What a field shows around its control. */
export interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  className?: string
  /** One control that takes `id`, `aria-describedby` and `aria-invalid`. */
  children: ReactElement<Record<string, unknown>>
}

/** A label, a control, a hint and what is wrong with it, tied together for screen readers. */
export function Field({ label, hint, error, optional, className, children }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={cn('grid grid-cols-[minmax(0,1fr)] gap-1.5', className)}>
      <label htmlFor={id} className="font-medium">
        {label} {optional && <span className="font-normal text-muted">(optional)</span>}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-[0.8125rem] text-danger">
          {error}
        </p>
      )}
    </div>
  )
}

/** A group of controls under one heading, for radio buttons and checkboxes. */
export function FieldSet({
  legend,
  hint,
  error,
  className,
  children,
}: {
  legend: ReactNode
  hint?: ReactNode
  error?: string | undefined
  className?: string
  children: ReactNode
}) {
  const id = useId()
  return (
    <fieldset
      className={cn('grid grid-cols-[minmax(0,1fr)] gap-2', className)}
      aria-describedby={hint || error ? id : undefined}
    >
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {children}
      <div id={id} className="text-[0.8125rem] text-muted empty:hidden">
        {hint}
        {error && (
          <p role="alert" className="text-danger">
            {error}
          </p>
        )}
      </div>
    </fieldset>
  )
}

/** A line of text. */
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...props} className={cn(BOX, 'h-9 px-3', className)} />
}

/** Several lines of text. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea rows={3} {...props} className={cn(BOX, 'px-3 py-2', className)} />
}

/** One of a few. The browser's own list: it works everywhere. */
export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select {...props} className={cn(BOX, 'h-9 px-2.5', className)} />
}

/** A box to tick with its label, and a hint below it. */
export function Checkbox({
  label,
  hint,
  className,
  ...props
}: ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode }) {
  return <Choice type="checkbox" label={label} hint={hint} className={className} {...props} />
}

/** One of several choices that exclude each other. */
export function Radio({
  label,
  hint,
  className,
  ...props
}: ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode }) {
  return <Choice type="radio" label={label} hint={hint} className={className} {...props} />
}

function Choice({
  label,
  hint,
  className,
  ...props
}: ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId()
  return (
    <div className={cn('flex items-start gap-2.5', className)}>
      <input
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...props}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
