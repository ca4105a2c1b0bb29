import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Combobox } from '../../access/combobox.tsx'
import { useDebounced } from '../../access/use-debounced.ts'
import { Field } from '../../ui/field.tsx'
import { partiesQuery, type Trail } from './trail.ts'

/** Chooses a user or a key by name; whatever else has an id is given by that. */
export function PartyField({
  label,
  trail,
  value,
  name,
  error,
  onChange,
  onPick,
  onEnter,
}: {
  label: string
  trail: Trail
  /** The id, or what is being typed. */
  value: string
  /** What goes by the id, where that is known. */
  name: string | undefined
  error: string | undefined
  onChange: (text: string) => void
  onPick: (id: string) => void
  onEnter: () => void
}) {
  const [picked, setPicked] = useState<{ id: string; label: string }>()
  const [typed, setTyped] = useState<string>()
  // What came from elsewhere since is no longer what was typed.
  const isTyping = typed === value
  const search = useDebounced(isTyping ? value.trim() : '')
  const parties = useQuery({
    ...partiesQuery(trail, search),
    enabled: isTyping && search !== '',
    placeholderData: keepPreviousData,
  })
  const found = isTyping && value.trim() !== '' ? (parties.data ?? []) : []
  const shownName = picked?.id === value ? picked.label : name
  return (
    <Field
      label={label}
      hint={isTyping && parties.error ? 'Names cannot be read now: give an id.' : undefined}
      error={error}
    >
      <Combobox
        listLabel={`${label}: users and keys`}
        placeholder="Name or id"
        text={isTyping ? value : (shownName ?? value)}
        onText={text => {
          setTyped(text)
          onChange(text)
        }}
        suggestions={found}
        onPick={id => {
          const label = found.find(party => party.value === id)?.label ?? id
          setPicked({ id, label })
          setTyped(undefined)
          onPick(id)
        }}
        onEnter={onEnter}
      />
    </Field>
  )
}
