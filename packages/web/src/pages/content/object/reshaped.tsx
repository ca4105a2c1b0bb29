import type { ContentType } from '@keywright/contract'
import { Copy } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/copy.tsx'
import type { LostValue } from './adapt-fields.ts'
import { EditorNotice } from './editor-notice.tsx'

/** The type was changed while its form was filled in; what that has no box for any more can be copied. */
export function Reshaped({
  type,
  lost,
  onClose,
}: {
  type: ContentType
  lost: readonly LostValue[]
  onClose: () => void
}) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    // Whoever is typing is not interrupted.
    if (lost.length > 0 && !document.activeElement?.matches('input, textarea, select')) {
      box.current?.scrollIntoView({ block: 'nearest' })
    }
  }, [lost])
  return (
    <EditorNotice
      ref={box}
      title={`The type ${type.label} was changed while you were editing`}
      actions={
        <>
          {lost.length > 0 && (
            <Button onClick={() => void copyText(lost.map(inOneText).join('\n\n'))}>
              <Copy aria-hidden /> Copy it
            </Button>
          )}
          <Button onClick={onClose}>Got it</Button>
        </>
      }
    >
      <p className="text-muted">
        The form has the fields of the type as it is now: look it over before you save.
      </p>
      {lost.length > 0 && (
        <>
          <p className="mt-3">There is no place any more for this, which you had typed:</p>
          <dl className="mt-2 grid gap-2">
            {lost.map(({ label, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are only added to
              <div key={index}>
                <dt className="font-medium">{label}</dt>
                <dd className="max-h-48 overflow-y-auto wrap-anywhere whitespace-pre-wrap">
                  {textOf(value)}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </EditorNotice>
  )
}

function inOneText({ label, value }: LostValue): string {
  return `${label}: ${textOf(value)}`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
