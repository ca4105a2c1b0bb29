import type { ContentType } from '@keywright/contract'
import { lazy, Suspense } from 'react'
import { SkeletonRows } from '../../../ui/states.tsx'
import { Conflict } from './conflict.tsx'
import type { VersionedObject } from './object.queries.ts'
import { Reshaped } from './reshaped.tsx'
import type { EditedObject } from './use-edited-object.ts'

const ObjectForm = lazy(() => import('./object-form.tsx'))

/** The form of an object, with what others changed meanwhile. */
export function EditObject({
  domain,
  type,
  current,
  edited,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  edited: EditedObject
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {edited.reshaped && (
        <Reshaped type={type} lost={edited.reshaped.lost} onClose={edited.forgetReshaped} />
      )}
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
      <Suspense fallback={<SkeletonRows />}>
        <ObjectForm
          domain={domain}
          type={type}
          fields={edited.fields}
          stored={edited.base.value.fields}
          problems={edited.problems}
          onChange={edited.change}
          onSubmit={edited.submit}
        />
      </Suspense>
    </div>
  )
}
