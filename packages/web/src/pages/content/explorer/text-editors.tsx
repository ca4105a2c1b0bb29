import type { GraphQLSchema } from 'graphql'
import type { ReactNode } from 'react'
import { cn } from '../../../lib/cn.ts'
import { Editor } from './editor.tsx'
import type { Explorer } from './use-explorer.ts'

/** The text that is asked, and the values of its variables. */
export function TextEditors({
  explorer,
  schema,
  onShowType,
}: {
  explorer: Explorer
  schema: GraphQLSchema | undefined
  onShowType: (name: string) => void
}) {
  const { query, variables, setQuery, setVariables, run, format, editor } = explorer
  return (
    <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] gap-4 lg:grid-rows-[minmax(0,3fr)_minmax(0,1fr)]">
      <Part title="Text" className="max-lg:h-80">
        <Editor
          ref={editor}
          label="GraphQL text"
          language="graphql"
          value={query}
          schema={schema}
          hint="Ctrl+Space shows what fits"
          onChange={setQuery}
          onRun={run}
          onFormat={format}
          onShowType={onShowType}
        />
      </Part>
      <Part title="Variables" className="max-lg:h-36">
        <Editor
          label="Variables as JSON"
          language="json"
          value={variables}
          hint={'{ "id": "ann" }'}
          onChange={setVariables}
          onRun={run}
          onFormat={format}
        />
      </Part>
    </div>
  )
}

function Part({
  title,
  className,
  children,
}: {
  title: string
  className: string
  children: ReactNode
}) {
  return (
    <section
      aria-label={title}
      className={cn(
        'grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] overflow-hidden rounded-xl border border-line bg-surface',
        className,
      )}
    >
      <h2 className="border-b border-line px-4 py-2 text-xs font-medium text-muted">{title}</h2>
      {children}
    </section>
  )
}
