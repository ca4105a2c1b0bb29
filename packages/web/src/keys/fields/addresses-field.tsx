import { useDebounced } from '../../access/use-debounced.ts'
import { Field, Textarea } from '../../ui/field.tsx'
import { addressProblems, problemText } from './addresses.ts'

/** From where the key may be used: one address or range on each line, each checked on its own. */
export function AddressesField({
  value,
  onChange,
  error,
}: {
  value: string
  onChange: (text: string) => void
  error: string | undefined
}) {
  // Nobody is told that a line is wrong while they are still writing it.
  const settled = useDebounced(value, 700)
  return (
    <Field
      label="Allowed addresses"
      optional
      hint="One address or CIDR range on each line, IPv4 or IPv6. Empty: from anywhere."
      error={error ?? problemText(addressProblems(settled))}
      className="[&_[role=alert]]:whitespace-pre-line"
    >
      <Textarea
        className="font-mono text-[0.8125rem]"
        placeholder={'203.0.113.7\n10.0.0.0/8'}
        spellCheck={false}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </Field>
  )
}
