import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Input } from '../../ui/field.tsx'

const PAUSE_MILLISECONDS = 200

/** A search that begins when one stops typing for a moment. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useState(value)
  // Back and forward change the address, and with it what is searched for.
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed), PAUSE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <search className="relative block max-w-sm">
      <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-muted" />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={100}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        className="pl-9"
      />
    </search>
  )
}
