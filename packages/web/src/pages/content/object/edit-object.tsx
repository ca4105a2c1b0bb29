import type { ContentType } from '@keywright/contract'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { SkeletonRows } from '../../../ui/states.tsx'
import { Refusal } from '../../users/refusal.tsx'
import { Conflict } from './conflict.tsx'
import type { VersionedObject } from './object.queries.ts'
import { OBJECT_FORM } from './save-bar.tsx'
import type { EditedObject } from './use-edited-object.ts'

const ObjectForm = lazy(() => import('./object-form.tsx'))

/** The form of an object, with what stands in the way of saving it. */
export function EditObject({
  domain,
  type,
  current,
  edited,
  mayLeave,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  edited: EditedObject
  /** Leaving does not ask: the object is being deleted. */
  mayLeave: boolean
}) {
  useSaveKey()
  const refusal = useRef<HTMLDivElement>(null)
  // What has no field to stand at is said above the first one, which may be out of sight.
  useEffect(() => {
    if (edited.refusal !== undefined) refusal.current?.scrollIntoView({ block: 'nearest' })
  }, [edited.refusal])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {edited.changes.length > 0 && (
        <Conflict
          key={current.etag}
          domain={domain}
          type={type}
          theirs={current.value}
          changes={edited.changes}
          mine={edited.cleaned}
          onMerge={edited.merge}
          onGiveUp={edited.undo}
        />
      )}
      <div ref={refusal} className="scroll-mt-40 empty:hidden">
        <Refusal error={edited.refusal} />
      </div>
      <Suspense fallback={<SkeletonRows />}>
        <ObjectForm
          domain={domain}
          type={type}
          fields={edited.fields}
          problems={edited.problems}
          onChange={edited.change}
          onSubmit={edited.submit}
        />
      </Suspense>
      <UnsavedChanges when={edited.isDirty && !mayLeave} />
    </div>
  )
}

/** Ctrl S or Cmd S saves, as in any editor. */
export function useSaveKey(): void {
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (document.querySelector('[role$=dialog]') !== null) return
      const button = document.querySelector<HTMLButtonElement>(
        `button[form=${OBJECT_FORM}][data-save]`,
      )
      button?.click()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}
