import { lazy, Suspense } from 'react'
import { Skeleton } from '../../../ui/states.tsx'
import type { CodeEditorProps } from './code-editor.tsx'

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }))

/** A field for code; its own code comes while the schema is being read. */
export function Editor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton className="m-4" />}>
      <CodeEditor {...props} />
    </Suspense>
  )
}
