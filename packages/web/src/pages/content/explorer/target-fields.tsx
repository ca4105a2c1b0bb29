import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Field, Input, Select } from '../../../ui/field.tsx'
import { CREDENTIALS, ENDPOINTS, type Target } from './target.ts'

/** Which endpoint is asked, and by whom. */
export function TargetFields({
  value,
  onChange,
}: {
  value: Target
  onChange: (value: Target) => void
}) {
  // Content is for those who show who they are.
  const credentials = CREDENTIALS.filter(
    ({ id }) => id !== 'nobody' || value.endpoint === 'delivery',
  )
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 sm:grid-cols-2 lg:grid-cols-[16rem_16rem_minmax(0,1fr)]">
      <Field label="Endpoint">
        <Select
          value={value.endpoint}
          onChange={event => {
            const endpoint = event.target.value === 'delivery' ? 'delivery' : 'content'
            const isNobody = endpoint === 'content' && value.credential === 'nobody'
            onChange({ ...value, endpoint, ...(isNobody && { credential: 'session' }) })
          }}
        >
          {ENDPOINTS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Asked by">
        <Select
          value={value.credential}
          onChange={event => {
            const chosen = credentials.find(({ id }) => id === event.target.value)
            // A key that is not used any more is forgotten at once.
            if (chosen) onChange({ ...value, credential: chosen.id, token: '' })
          }}
        >
          {credentials.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      {value.credential === 'key' && (
        <KeyField isUsed={value.token !== ''} onUse={token => onChange({ ...value, token })} />
      )}
    </div>
  )
}

function KeyField({ isUsed, onUse }: { isUsed: boolean; onUse: (token: string) => void }) {
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  return (
    <form
      noValidate
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 sm:col-span-2 lg:col-span-1"
      onSubmit={event => {
        event.preventDefault()
        const token = typed.trim()
        // What a header can carry.
        const isToken = /^[\x21-\x7e]+$/.test(token)
        setError(isToken ? undefined : 'Paste the whole token of a key.')
        if (isToken) onUse(token)
      }}
    >
      <Field
        label="Token"
        hint={
          isUsed
            ? 'In use until you leave this page.'
            : 'Kept in this page alone, until you leave it.'
        }
        error={error}
      >
        <Input
          type="password"
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          value={typed}
          onChange={event => setTyped(event.target.value)}
          className="font-mono"
        />
      </Field>
      <Button type="submit" className="mt-[1.6875rem]">
        Use key
      </Button>
    </form>
  )
}
