import { type ContentType, ProblemError } from '@keywright/contract'
import { Copy, CopyPlus } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useCan } from '../../../app/session.tsx'
import { Button } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/copy.tsx'
import { EditorNotice } from './editor-notice.tsx'
import type { EditedObject } from './use-edited-object.ts'

/** What was taken away while it was open here. */
export type Gone = 'object' | 'type'

/** Finds it out from what reading the type and the object was refused with. */
export function goneBy(ofType: Error | null, ofObject: Error | null): Gone | undefined {
  if (isRefusal(ofType, 'CONTENT_TYPE_NOT_FOUND')) return 'type'
  return isRefusal(ofObject, 'OBJECT_NOT_FOUND') ? 'object' : undefined
}

function isRefusal(error: Error | null, code: string): boolean {
  return error instanceof ProblemError && error.code === code
}

/** Says that it is gone, and how what is in the form can be kept. */
export function GoneNotice({
  domain,
  type,
  edited,
  gone,
}: {
  domain: string
  type: ContentType
  edited: EditedObject
  gone: Gone
}) {
  const can = useCan(domain)
  const { title } = edited.base.value
  const mayMake = gone === 'object' && can(`content.${type.name}:create`)
  const box = useRef<HTMLElement>(null)
  // Whoever pressed Save is elsewhere on a long page.
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <EditorNotice
      ref={box}
      title={
        gone === 'object'
          ? `${title} was deleted while you had it open`
          : `The type ${type.label} was dropped while you had ${title} open`
      }
      actions={
        <>
          <Button onClick={() => void copyText(JSON.stringify(edited.cleaned, null, 2))}>
            <Copy aria-hidden /> Copy the fields as JSON
          </Button>
          {mayMake && (
            <Button variant="primary" busy={edited.isMaking} onClick={edited.makeAgain}>
              <CopyPlus aria-hidden /> Save as a new object
            </Button>
          )}
        </>
      }
    >
      <p className="text-muted">
        {gone === 'object'
          ? 'What you see is as you have it here, typed or read.'
          : 'What you see is as you have it here, typed or read. There is no type to save it under.'}
        {mayMake && ' It can be saved as a new object with the same id.'}
      </p>
    </EditorNotice>
  )
}
