import type { ContentObject, ContentType } from '@keywright/contract'
import { TriangleAlert } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Radio } from '../../../ui/field.tsx'
import { Time } from '../../../ui/time.tsx'
import { ChangeView } from './change-view.tsx'
import type { Fields } from './fields.ts'
import { isSameJson } from './json.ts'
import { type MergedField, mergeFields } from './merge-fields.ts'

/**
 * Somebody else saved while this form was filled in: what they changed, field by field, and a choice
 * where both changed the same. Nothing of what was typed is lost before somebody says so.
 */
export function Conflict({
  domain,
  type,
  theirs,
  changes,
  mine,
  onMerge,
  onGiveUp,
}: {
  domain: string
  type: ContentType
  theirs: ContentObject
  changes: readonly MergedField[]
  mine: Fields
  onMerge: (fields: Fields) => void
  onGiveUp: () => void
}) {
  const box = useRef<HTMLElement>(null)
  const titleId = useId()
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set())
  // Whoever pressed Save is elsewhere on a long page; whoever is typing is not interrupted.
  useEffect(() => {
    if (document.activeElement?.matches('input, textarea, select')) return
    box.current?.scrollIntoView({ block: 'center' })
    box.current?.focus({ preventScroll: true })
  }, [])

  function choose(name: string, isTheirs: boolean) {
    const next = new Set(taken)
    if (isTheirs) next.add(name)
    else next.delete(name)
    setTaken(next)
  }

  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-labelledby={titleId}
      className="grid scroll-mt-40 grid-cols-[minmax(0,1fr)] gap-4 rounded-xl border border-warning bg-surface p-5 outline-none"
    >
      <div role="alert" className="flex gap-3">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0">
          <h2 id={titleId} className="font-semibold">
            {theirs.updatedBy.label} saved this while you were editing
          </h2>
          <p className="text-muted">
            Version {theirs.version}, <Time at={theirs.updatedAt} />. Nothing of yours was saved,
            and nothing is lost: see what they changed, and go on from there.
          </p>
        </div>
      </div>
      {changes.map(change => (
        <Changed
          key={keyOf(change)}
          domain={domain}
          type={type}
          change={change}
          isTaken={taken.has(keyOf(change))}
          onChoose={isTheirs => choose(keyOf(change), isTheirs)}
        />
      ))}
      <Actions className="mt-0">
        <Button onClick={onGiveUp}>Give up my changes</Button>
        <Button
          variant="primary"
          onClick={() => onMerge(mergeFields(mine, changes, change => taken.has(keyOf(change))))}
        >
          Go on with this
        </Button>
      </Actions>
    </section>
  )
}

function keyOf({ path }: MergedField): string {
  return path.join('/')
}

function Changed({
  domain,
  type,
  change: { label, shape, base, theirs, merged, isContested },
  isTaken,
  onChoose,
}: {
  domain: string
  type: ContentType
  change: MergedField
  isTaken: boolean
  onChoose: (isTheirs: boolean) => void
}) {
  const name = useId()
  const common = { domain, shape, root: type.schema, before: base }
  if (!isContested) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
        <p className="font-medium">
          {label}{' '}
          <span className="font-normal text-muted">
            {isSameJson(merged, theirs)
              ? 'is taken over: you did not change it'
              : 'is taken over beside what you changed in it'}
          </span>
        </p>
        <ChangeView {...common} after={theirs} />
      </div>
    )
  }
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <legend className="mb-1 font-medium">
        {label} <span className="font-normal text-muted">was changed by both of you</span>
      </legend>
      <Radio name={name} label="Keep mine" checked={!isTaken} onChange={() => onChoose(false)} />
      <ChangeView {...common} after={merged} />
      <Radio name={name} label="Take theirs" checked={isTaken} onChange={() => onChoose(true)} />
      <ChangeView {...common} after={theirs} />
    </fieldset>
  )
}
