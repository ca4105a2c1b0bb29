import type { EffectiveAccess } from '@keywright/contract'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { rulesOf } from './rules.ts'

const SHOWN_ROWS = 8

/** What a key can really do, which layers it has, and what each of them stops. */
export function EffectiveList({
  effective,
  who = 'The key can',
}: {
  effective: EffectiveAccess
  /** How the sentence begins, as in "Once enabled, the key can". */
  who?: string | undefined
}) {
  const { permissions, layers, notHeld } = effective
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
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <p role="status">{summaryOf(permissions, who)}</p>
        {!isSummedUp(permissions) && <Permissions list={permissions} />}
      </div>
      {layers.length > 1 && <Cuts effective={effective} />}
    </div>
  )
}

/** What the key is given and some other layer stops; that a user may do more than their key is no cut. */
function Cuts({ effective: { layers, cut } }: { effective: EffectiveAccess }) {
  const given = new Set(
    layers.filter(({ name }) => name !== 'subject').flatMap(({ permissions }) => permissions),
  )
  const cuts = layers
    .map(({ label }) => ({
      label,
      stopped: cut
        .filter(({ permission, layer }) => layer === label && given.has(permission))
        .map(({ permission }) => permission),
    }))
    .filter(({ stopped }) => stopped.length > 0)
  if (cuts.length === 0) {
    return (
      <p className="text-muted">
        Nothing of it is cut: {layers.map(({ label }) => label).join(' and ')} agree.
      </p>
    )
  }
  return (
    <>
      {cuts.map(({ label, stopped }) => (
        <div key={label} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <h3 className="break-words">
            <span className="font-medium">Cut by {label}</span>
            <span className="text-muted">, wholly or in part:</span>
          </h3>
          <Permissions list={stopped} />
        </div>
      ))}
    </>
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
          className="mt-1 -ml-2.5 justify-self-start"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer' : `Show ${rules.length - SHOWN_ROWS} more`}
        </Button>
      )}
    </>
  )
}

/** Where the sentence says it all. */
function isSummedUp(permissions: readonly string[]): boolean {
  return permissions.includes('*:*') || (permissions.length === 1 && permissions[0] === '*:read')
}

function summaryOf(permissions: readonly string[], who: string): string {
  if (permissions.length === 0) return `${who} do nothing.`
  if (permissions.includes('*:*')) return `${who} do everything in this domain.`
  if (isSummedUp(permissions)) return `${who} read everything in this domain, and change nothing.`
  const { length } = rulesOf(permissions).rules
  return `${who} act on ${length === 1 ? 'one resource' : `${length} resources`}:`
}
