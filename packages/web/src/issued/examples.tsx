import type { KeyExamples } from '@keywright/contract'
import { useId, useState } from 'react'
import { CodeBlock } from '../ui/copy.tsx'
import { Radio } from '../ui/field.tsx'
import { Tabs } from '../ui/tabs.tsx'

const HEADERS = [
  { id: 'authorization', label: 'Authorization header' },
  { id: 'apiKey', label: 'Api-Key header' },
] as const

const LANGUAGES = [
  { id: 'curl', label: 'curl' },
  { id: 'javascript', label: 'JavaScript' },
  { id: 'python', label: 'Python' },
] as const

const STORES = [
  { id: 'env', label: 'Environment' },
  { id: 'docker', label: 'Docker' },
  { id: 'kubernetes', label: 'Kubernetes' },
  { id: 'vault', label: 'Vault' },
  { id: 'aws', label: 'AWS' },
  { id: 'azure', label: 'Azure' },
] as const

/** A first call in three languages, with either header. */
export function Examples({ examples, onCopied }: { examples: KeyExamples; onCopied: () => void }) {
  const [header, setHeader] = useState<(typeof HEADERS)[number]['id']>('authorization')
  const name = useId()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
        <legend className="sr-only">Header</legend>
        {HEADERS.map(({ id, label }) => (
          <Radio
            key={id}
            name={name}
            label={label}
            checked={header === id}
            onChange={() => setHeader(id)}
          />
        ))}
      </fieldset>
      <Tabs
        label="Language"
        tabs={LANGUAGES.map(({ id, label }) => ({
          id,
          label,
          content: (
            <CodeBlock code={examples[header][id]} label={`${label} example`} onCopied={onCopied} />
          ),
        }))}
      />
    </div>
  )
}

/** The commands that put the token into a secret store. */
export function SecretStores({
  stores,
  onCopied,
}: {
  stores: KeyExamples['secretStores']
  onCopied: () => void
}) {
  return (
    <Tabs
      label="Secret store"
      tabs={STORES.map(({ id, label }) => ({
        id,
        label,
        content: <CodeBlock code={stores[id]} label={`${label} command`} onCopied={onCopied} />,
      }))}
    />
  )
}
