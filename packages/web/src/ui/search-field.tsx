import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { isShortcut } from '../lib/shortcut.ts'
import { Input } from './field.tsx'

const PAUSE_MILLISECONDS = 250

/** Searches when somebody pauses typing; "/" anywhere on the page leads here. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const asked = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  // Changed from elsewhere, as by clearing the filters.
  useEffect(() => {
    if (value === asked.current) return
    asked.current = value
    clearTimeout(timer.current)
    setText(value)
  }, [value])

  function type(typed: string) {
    setText(typed)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      asked.current = typed.trim()
      if (asked.current !== value) onChange(asked.current)
    }, PAUSE_MILLISECONDS)
  }

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key !== '/' || !isShortcut(event)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])

  return (
    <div className="relative min-w-0 flex-1 basis-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
      />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        className="pr-9 pl-9"
        value={text}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        onChange={event => type(event.target.value)}
      />
      <kbd
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 rounded border border-line px-1.5 font-mono text-[0.6875rem] text-muted max-sm:hidden"
      >
        /
      </kbd>
    </div>
  )
}
