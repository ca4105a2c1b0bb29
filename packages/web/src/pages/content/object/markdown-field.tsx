import { lazy, type ReactNode, Suspense, useId, useState } from 'react'
import { cn } from '../../../lib/cn.ts'
import { Field, Textarea } from '../../../ui/field.tsx'
import { Skeleton } from '../../../ui/states.tsx'

const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }))

/** A text with Markdown: written in one tab, looked at in the other. */
export function MarkdownField({
  label,
  hint,
  error,
  optional,
  value,
  onChange,
  disabled,
}: {
  label: string
  hint?: ReactNode
  error?: string | undefined
  optional: boolean
  value: string
  onChange: (text: string) => void
  disabled: boolean
}) {
  const [isPreview, setIsPreview] = useState(false)
  const tab = useId()
  return (
    <div className="relative" data-invalid={isPreview && error !== undefined ? '' : undefined}>
      <div
        role="tablist"
        aria-label={`${label}, write or preview`}
        className="absolute top-0 right-0 flex gap-1"
      >
        {[false, true].map(preview => (
          <button
            key={String(preview)}
            id={`${tab}-${preview}`}
            type="button"
            role="tab"
            aria-selected={isPreview === preview}
            aria-controls={`${tab}-panel`}
            tabIndex={isPreview === preview ? 0 : -1}
            onClick={() => setIsPreview(preview)}
            onKeyDown={event => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
              setIsPreview(!preview)
              document.getElementById(`${tab}-${!preview}`)?.focus()
            }}
            className={cn(
              'rounded-md px-2 py-0.5 text-[0.8125rem] font-medium',
              isPreview === preview ? 'bg-sunken text-ink' : 'text-muted hover:text-ink',
            )}
          >
            {preview ? 'Preview' : 'Write'}
          </button>
        ))}
      </div>
      <div id={`${tab}-panel`} role="tabpanel" aria-labelledby={`${tab}-${isPreview}`}>
        {isPreview ? (
          <>
            <p className="mb-1.5 pr-36 font-medium">{label}</p>
            <div className="min-h-32 rounded-lg border border-line bg-surface px-3 py-2">
              {value === '' ? (
                <p className="text-muted">Nothing to preview yet.</p>
              ) : (
                <Suspense fallback={<Skeleton />}>
                  <Markdown text={value} />
                </Suspense>
              )}
            </div>
            {error !== undefined && (
              <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger">
                {error}
              </p>
            )}
          </>
        ) : (
          <Field
            label={label}
            className="[&>label]:pr-36"
            hint={hint ?? 'Markdown: **bold**, _italic_, # heading, - list, [link](https://…).'}
            error={error}
            optional={optional}
          >
            <Textarea
              rows={5}
              className="field-sizing-content max-h-[32rem] min-h-32 font-mono text-[0.8125rem]"
              value={value}
              onChange={event => onChange(event.target.value)}
              disabled={disabled}
            />
          </Field>
        )}
      </div>
    </div>
  )
}
