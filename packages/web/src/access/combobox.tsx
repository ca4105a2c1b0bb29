import { type ComponentProps, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { cn } from '../lib/cn.ts'
import { Input } from '../ui/field.tsx'
import type { Suggestion } from './resources.ts'

/** What a text field with completion needs. */
export interface ComboboxProps
  extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'onSelect'> {
  /** What the list of completions is called. */
  listLabel: string
  text: string
  onText: (text: string) => void
  suggestions: readonly Suggestion[]
  /** One was chosen from the list. */
  onPick: (value: string) => void
  /** Enter, with nothing chosen in the list. */
  onEnter?: () => void
  mono?: boolean
}

/** A text field that completes: arrows choose, Enter takes, Escape closes the list. */
export function Combobox({
  listLabel,
  text,
  onText,
  suggestions,
  onPick,
  onEnter,
  mono,
  className,
  ...props
}: ComboboxProps) {
  const listId = useId()
  const [isOpen, setIsOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const list = useRef<HTMLDivElement>(null)
  const shown = isOpen && suggestions.length > 0
  const chosen = shown ? suggestions[active] : undefined

  useEffect(() => {
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  useEffect(() => {
    if (shown) list.current?.scrollIntoView({ block: 'nearest' })
  }, [shown])

  function close() {
    setIsOpen(false)
    setActive(-1)
  }

  function pick(value: string) {
    close()
    onPick(value)
  }

  function move(event: KeyboardEvent, step: number) {
    event.preventDefault()
    if (!shown) {
      setIsOpen(true)
      setActive(step > 0 ? 0 : suggestions.length - 1)
      return
    }
    setActive((active + step + suggestions.length) % suggestions.length)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'ArrowDown') move(event, 1)
    else if (event.key === 'ArrowUp') move(event, active === -1 ? 0 : -1)
    else if (event.key === 'Escape' && shown) {
      // The dialog around it must stay.
      event.stopPropagation()
      event.nativeEvent.stopImmediatePropagation()
      close()
    } else if (event.key === 'Enter') {
      // Enter never sends the form from here.
      event.preventDefault()
      if (chosen) pick(chosen.value)
      else onEnter?.()
    } else props.onKeyDown?.(event)
  }

  return (
    <div className="relative min-w-0">
      <Input
        autoComplete="off"
        spellCheck={false}
        {...props}
        className={cn(mono && 'font-mono text-[0.8125rem]', className)}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={chosen ? `${listId}-${active}` : undefined}
        value={text}
        onChange={event => {
          onText(event.target.value)
          setIsOpen(true)
          setActive(-1)
        }}
        onClick={() => setIsOpen(true)}
        onBlur={event => {
          close()
          props.onBlur?.(event)
        }}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div
          ref={list}
          id={listId}
          role="listbox"
          aria-label={listLabel}
          className="absolute top-full right-0 left-0 z-30 mt-1 max-h-64 animate-fade-in overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-lg"
        >
          {suggestions.map(({ value, detail, label }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field above
            <div
              key={value}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={cn(
                'cursor-pointer rounded-md px-2.5 py-1.5 hover:bg-sunken',
                index === active && 'bg-sunken',
              )}
              onMouseDown={event => event.preventDefault()}
              onClick={() => pick(value)}
            >
              <span className={cn('block break-all', mono && 'font-mono text-[0.8125rem]')}>
                {label ?? value}
              </span>
              {detail !== undefined && (
                <span className="block text-[0.8125rem] text-muted">{detail}</span>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
