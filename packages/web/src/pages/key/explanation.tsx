import type { KeyExplanation } from '@keywright/contract'
import { Check, X } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'

/** An answer of the simulator: allowed or not, why, and what every layer had to say. */
export function ExplanationPanel({ explanation }: { explanation: KeyExplanation }) {
  const { allowed, outcome, permission, layers, sentence } = explanation
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          {allowed ? 'Allowed' : 'Refused'}
          <Badge tone={allowed ? 'good' : 'danger'}>{outcome}</Badge>
        </span>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p className="break-words">{sentence}</p>
        {permission !== null && (
          <p className="text-muted">
            Asked for <code className="font-mono break-all text-ink">{permission}</code>
          </p>
        )}
        {layers.length > 0 && (
          <ol aria-label="Layers" className="grid gap-3">
            {layers.map(layer => (
              <Layer key={layer.name} layer={layer} />
            ))}
          </ol>
        )}
      </div>
    </Card>
  )
}

function Layer({ layer }: { layer: KeyExplanation['layers'][number] }) {
  const Icon = layer.allowed ? Check : X
  return (
    <li className="flex items-start gap-2.5">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${layer.allowed ? 'text-good' : 'text-danger'}`}
      />
      <div className="min-w-0">
        <p>
          <span className="font-medium break-words">{layer.label}</span>{' '}
          <span className="text-muted">{layer.allowed ? 'grants it' : 'does not grant it'}</span>
        </p>
        {layer.matched.length > 0 && <Permissions label="by" names={layer.matched} />}
        {layer.missing.length > 0 && <Permissions label="missing" names={layer.missing} />}
      </div>
    </li>
  )
}

function Permissions({ label, names }: { label: string; names: readonly string[] }) {
  return (
    <p className="text-[0.8125rem] break-all">
      <span className="text-muted">{label}</span>{' '}
      <code className="font-mono">{names.join(', ')}</code>
    </p>
  )
}
