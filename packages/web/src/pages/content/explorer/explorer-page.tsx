import { useParams } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useState } from 'react'
import { cn } from '../../../lib/cn.ts'
import { Button } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, Failure, SkeletonRows } from '../../../ui/states.tsx'
import { Response } from './response.tsx'
import { RunActions } from './run-actions.tsx'
import { SchemaDocs } from './schema-docs.tsx'
import { isComplete, type Target } from './target.ts'
import { TargetFields } from './target-fields.tsx'
import { TextEditors } from './text-editors.tsx'
import { useExplorer } from './use-explorer.ts'
import { type SchemaState, useSchema } from './use-schema.ts'

const FIRST: Target = { endpoint: 'content', credential: 'session', token: '' }

/** Where GraphQL is tried out, as oneself, with a key, or as everybody. Nothing outlasts the page. */
export function ExplorerPage() {
  const { domain = '' } = useParams({ strict: false })
  const [target, setTarget] = useState(FIRST)
  const [showsDocs, setShowsDocs] = useState(() => matchMedia('(min-width: 80rem)').matches)
  const [path, setPath] = useState<readonly string[]>([])
  const schemaState = useSchema(domain, target)
  const { schema } = schemaState
  const explorer = useExplorer(domain, target, schema)

  function showType(name: string) {
    setShowsDocs(true)
    setPath([name])
  }

  return (
    <Page
      wide
      title="GraphQL"
      description="Ask for content and change it. The schema has what whoever asks may read, and nothing else."
      actions={
        <Button aria-expanded={showsDocs} onClick={() => setShowsDocs(!showsDocs)}>
          <BookOpen aria-hidden /> Documentation
        </Button>
      }
    >
      <TargetFields
        value={target}
        onChange={next => {
          setTarget(next)
          setPath([])
          explorer.forget()
        }}
      />
      <RunActions explorer={explorer} canRun={isComplete(target)} />
      <div
        className={cn(
          'grid grid-cols-[minmax(0,1fr)] gap-4 lg:h-[calc(100dvh-23.5rem)] lg:min-h-128 lg:grid-cols-2 lg:grid-rows-[minmax(0,1fr)]',
          showsDocs && 'lg:grid-cols-[16rem_minmax(0,1fr)_minmax(0,1fr)]',
        )}
      >
        {showsDocs && (
          <section
            aria-label="Documentation of the schema"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="overflow-y-auto rounded-xl border border-line bg-surface p-4 max-lg:max-h-96"
          >
            <Docs target={target} state={schemaState} path={path} onPathChange={setPath} />
          </section>
        )}
        <TextEditors explorer={explorer} schema={schema} onShowType={showType} />
        <section
          aria-label="Answer"
          aria-busy={explorer.isRunning}
          className="min-h-64 overflow-hidden rounded-xl border border-line bg-surface max-lg:h-128"
        >
          <Response
            outcome={explorer.outcome}
            isRunning={explorer.isRunning}
            onGoTo={explorer.goTo}
          />
        </section>
      </div>
    </Page>
  )
}

function Docs({
  target,
  state: { schema, error, reload },
  path,
  onPathChange,
}: {
  target: Target
  state: SchemaState
  path: readonly string[]
  onPathChange: (path: readonly string[]) => void
}) {
  if (schema) {
    return (
      <>
        <SchemaDocs schema={schema} path={path} onPathChange={onPathChange} />
        <Button variant="ghost" size="small" className="mt-4" onClick={reload}>
          Read the schema again
        </Button>
      </>
    )
  }
  if (!isComplete(target)) {
    return <Empty title="Whose schema?">Paste a key: the schema is what it may read.</Empty>
  }
  return error === undefined ? <SkeletonRows /> : <Failure error={error} onRetry={reload} />
}
