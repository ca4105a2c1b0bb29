import { LoaderCircle } from 'lucide-react'
import { type ComponentProps, type FocusEvent, useState } from 'react'
import { cn } from '../lib/cn.ts'

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line bg-surface text-ink hover:bg-sunken',
  ghost: 'text-ink hover:bg-sunken',
  danger: 'border border-line bg-surface text-danger hover:bg-danger-soft',
  /** What a danger button asked for, once more: it then happens. */
  final: 'bg-danger text-page hover:bg-danger-strong',
} as const

const SIZES = {
  normal: 'h-9 px-3.5',
  small: 'h-8 px-2.5 text-[0.8125rem]',
  icon: 'size-9',
} as const

/** What a button needs beyond the element's own. */
export interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof VARIANTS
  size?: keyof typeof SIZES
  /** Something is under way: the button cannot be pressed again. */
  busy?: boolean | undefined
}

/** The looks of a button, for links that act as one. */
export function buttonClass(
  variant: keyof typeof VARIANTS = 'secondary',
  size: keyof typeof SIZES = 'normal',
): string {
  return cn(
    'inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors select-none',
    'disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    VARIANTS[variant],
    SIZES[size],
  )
}

/**
 * A button; not a submit button unless it says so. One that can no longer be pressed keeps the focus as
 * long as it has it, as "Save" does after saving: the browser would take it away from whoever pressed it.
 */
export function Button({
  variant,
  size,
  busy,
  disabled,
  className,
  children,
  ...props
}: ButtonProps) {
  const [hasFocus, setHasFocus] = useState(false)
  const isOff = disabled || busy
  function follow({ currentTarget }: FocusEvent) {
    // What has the focus still has it while another window is in front.
    setHasFocus(currentTarget === document.activeElement)
  }
  return (
    <button
      type="button"
      {...props}
      className={cn(buttonClass(variant, size), className)}
      disabled={isOff && !hasFocus}
      aria-disabled={(isOff && hasFocus) || undefined}
      aria-busy={busy || undefined}
      onFocus={event => {
        follow(event)
        props.onFocus?.(event)
      }}
      onBlur={event => {
        follow(event)
        props.onBlur?.(event)
      }}
      onClick={event => {
        // Enter in a field of the form comes here, too.
        if (isOff) event.preventDefault()
        else props.onClick?.(event)
      }}
    >
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  )
}

/** A button that shows only a picture: `label` is its name. */
export function IconButton({
  label,
  ...props
}: Omit<ButtonProps, 'aria-label'> & { label: string }) {
  return <Button variant="ghost" size="icon" title={label} {...props} aria-label={label} />
}
