import type { ContentType } from '@keywright/contract'
import { Send } from 'lucide-react'
import { useCan } from '../../../app/session.tsx'
import { Button } from '../../../ui/button.tsx'
import type { VersionedObject } from './object.queries.ts'
import { OBJECT_FORM } from './save-bar.tsx'
import { UnpublishButton } from './unpublish-button.tsx'
import type { EditedObject } from './use-edited-object.ts'

/** Undo, Save, Publish and Unpublish, as far as the person may. */
export function PublishButton({
  domain,
  type,
  current,
  edited,
  isForm,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  edited: EditedObject
  /** Whether there is a form that can be sent. */
  isForm: boolean
}) {
  const can = useCan(domain)
  const { state } = current.value
  const mayPublish = can(`content.${type.name}:publish`)
  const isBlocked = edited.changes.length > 0
  const { isDirty } = edited
  const willSave = isForm && isDirty

  return (
    <>
      {mayPublish && state !== 'draft' && (
        <UnpublishButton domain={domain} type={type} current={current} />
      )}
      {isForm && (
        <>
          {isDirty && <Button onClick={edited.undo}>Undo changes</Button>}
          <Button
            type="submit"
            form={OBJECT_FORM}
            data-save=""
            variant={mayPublish ? 'secondary' : 'primary'}
            disabled={!isDirty || isBlocked}
            busy={isDirty && edited.isSaving}
            aria-keyshortcuts="Control+S Meta+S"
            onClick={() => edited.intend('save')}
          >
            Save
          </Button>
        </>
      )}
      {mayPublish && willSave && (
        <Button
          type="submit"
          form={OBJECT_FORM}
          variant="primary"
          disabled={isBlocked}
          busy={edited.isSaving}
          onClick={() => edited.intend('publish')}
        >
          <Send aria-hidden /> Save and publish
        </Button>
      )}
      {mayPublish && !willSave && (
        <Button
          variant="primary"
          disabled={state === 'published' || isDirty}
          busy={edited.isSaving}
          onClick={edited.publish}
        >
          <Send aria-hidden /> {state === 'published' ? 'Published' : 'Publish'}
        </Button>
      )}
    </>
  )
}
