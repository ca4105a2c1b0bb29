import type { EffectiveAccess } from '@keywright/contract'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { rulesOf } from './rules.ts'

const SHOWN_ROWS = 8

/** What a key can really do, which layers it has, and what each of them stops. */
export function EffectiveList({ effective }: { effective: EffectiveAccess }) {
  const { permissions, layers, cut, notHeld } = effective
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {notHeld.length > 0 && (
        <div className="flex gap-2.5 rounded-lg bg-danger-soft px-3 py-2.5 text-danger">
          <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <div className="min-w-0">
            <p className="font-medium">Saving would be refused.</p>
            <p>You do not hold all that it gives:</p>
            <Permissions list={notHeld} />
          </div>
        </div>
      )}
      <div>
        <p role="status" className="mb-2">
          {summaryOf(permissions)}
        </p>
        <Permissions list={permissions} />
      </div>
      {layers.length > 1 && (
        <div>
          <h3 className="mb-1.5 font-medium">Which layer stops what</h3>
          <ul className="grid gap-2.5">
            {layers.map(({ name, label }) => {
              const stopped = cut.filter(({ layer }) => layer === label)
              return (
                <li key={`${name} ${label}`}>
                  <span className="break-words">{label[0]?.toUpperCase() + label.slice(1)}</span>{' '}
                  <span className="text-muted">
                    {stopped.length === 0 ? 'stops nothing' : 'stops, wholly or in part'}
                  </span>
                  <Permissions list={[...new Set(stopped.map(({ permission }) => permission))]} />
                </li>
              )
            })}
          </ul>
        </div>
      )}
    </div>
  )
}

function Permissions({ list }: { list: readonly string[] }) {
  const [isOpen, setIsOpen] = useState(false)
  const { rules } = rulesOf(list)
  const shown = isOpen ? rules : rules.slice(0, SHOWN_ROWS)
  return (
    <>
      <ul className="grid gap-1">
        {shown.map(({ resource, actions }) => (
          <li key={resource} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <code className="font-mono text-xs break-all text-ink">{resource}</code>
            {actions.map(action => (
              <Badge key={action} tone={action === 'read' ? 'neutral' : 'accent'}>
                {action === '*' ? 'all actions' : action}
              </Badge>
            ))}
          </li>
        ))}
      </ul>
      {rules.length > SHOWN_ROWS && (
        <Button
          size="small"
          variant="ghost"
          className="mt-1 -ml-2.5"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer' : `Show ${rules.length - SHOWN_ROWS} more`}
        </Button>
      )}
    </>
  )
}

function summaryOf(permissions: readonly string[]): string {
  if (permissions.length === 0) return 'The key can do nothing.'
  if (permissions.includes('*:*')) return 'The key can do everything in this domain.'
  if (permissions.length === 1 && permissions[0] === '*:read') {
    return 'The key can read everything in this domain, and change nothing.'
  }
  const { length } = rulesOf(permissions).rules
  return `The key can act on ${length === 1 ? 'one resource' : `${length} resources`}:`
}
