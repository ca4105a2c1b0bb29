import { useQueryClient } from '@tanstack/react-query'
import type { GraphQLSchema } from 'graphql'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { isCalledOff } from '../../../app/api.ts'
import { toast } from '../../../ui/toast.tsx'
import type { CodeEditorHandle } from './code-editor.tsx'
import { exampleQuery } from './example-query.ts'
import { RUNS_KEPT, type Run } from './history-menu.tsx'
import type { Outcome } from './response.tsx'
import { type Asked, ask, isComplete, isSameAsked, type Target } from './target.ts'
import { formatJson, formatQuery, operationsIn, readVariables } from './texts.ts'

/** The texts of the page, and what became of them. */
export interface Explorer {
  query: string
  variables: string
  setQuery: (query: string) => void
  setVariables: (variables: string) => void
  /** The operations of the text, where it has several; one of them is run. */
  operations: readonly string[]
  operation: string | undefined
  setOperation: (name: string) => void
  outcome: Outcome | undefined
  isRunning: boolean
  runs: readonly Run[]
  run: () => void
  stop: () => void
  format: () => void
  bringBack: (run: Run) => void
  /** Somebody else asks from now on: answers to another are taken away. */
  forget: () => void
  editor: RefObject<CodeEditorHandle | null>
  goTo: (line: number, column: number) => void
}

/** Keeps the texts, runs them, and remembers what was run: all in memory, and gone with the page. */
export function useExplorer(
  domain: string,
  target: Target,
  schema: GraphQLSchema | undefined,
): Explorer {
  const [typed, setQuery] = useState<string>()
  const [variables, setVariables] = useState('')
  const [chosen, setOperation] = useState<string>()
  const [outcome, setOutcome] = useState<Outcome>()
  const [runs, setRuns] = useState<readonly Run[]>([])
  const [running, setRunning] = useState<AbortController>()
  const [turn, setTurn] = useState(0)
  const editor = useRef<CodeEditorHandle>(null)
  const client = useQueryClient()
  // Until somebody types, the text is one that the schema can answer, or the one before while it is read.
  const [known, setKnown] = useState(schema)
  if (schema && schema !== known) setKnown(schema)
  const query = typed ?? (known ? exampleQuery(known) : '')
  const operations = operationsIn(query)
  const operation = operations.find(name => name === chosen) ?? operations[0]

  useEffect(() => () => running?.abort(), [running])

  function asked(): Asked {
    const { endpoint, credential } = target
    return { endpoint, credential, turn }
  }

  async function run() {
    if (!isComplete(target) || query.trim() === '' || running) return
    const read = readVariables(variables)
    if (!read.ok) {
      toast({ tone: 'danger', title: 'The variables are no JSON object', detail: read.message })
      return
    }
    const controller = new AbortController()
    setRunning(controller)
    const body = {
      query,
      ...(read.value && { variables: read.value }),
      ...(operations.length > 1 && { operationName: operation }),
    }
    const began = performance.now()
    const become = await ask(domain, target, body, controller.signal).then(
      answer => ({ answer }),
      (error: unknown) => ({ error }),
    )
    setRunning(running => (running === controller ? undefined : running))
    if (controller.signal.aborted) return
    // Somebody closed the dialog that asks them to sign in.
    if (target.credential === 'session' && 'error' in become && isCalledOff(become.error)) return
    const next = { ...become, milliseconds: Math.round(performance.now() - began) }
    setOutcome(next)
    setRuns(before => {
      const id = (before[0]?.id ?? 0) + 1
      return [{ id, query, variables, outcome: next, asked: asked() }, ...before].slice(
        0,
        RUNS_KEPT,
      )
    })
    // A mutation changed what other pages have read.
    if (/\bmutation\b/.test(query)) {
      void client.invalidateQueries({ queryKey: ['domain', domain], refetchType: 'none' })
    }
  }

  function stop() {
    running?.abort()
    setRunning(undefined)
  }

  function format() {
    const formatted = formatQuery(query)
    const tidy = formatJson(variables)
    if (formatted === undefined) {
      toast({ tone: 'danger', title: 'The text does not parse, so it stays as it is' })
      return
    }
    setQuery(formatted.text)
    setVariables(tidy)
    if (formatted.lostComments) {
      toast({
        title: 'Formatted without its comments',
        detail: 'Undo in the text brings them back.',
      })
    }
  }

  return {
    query,
    variables,
    setQuery,
    setVariables,
    operations: operations.length > 1 ? operations : [],
    operation,
    setOperation,
    outcome,
    isRunning: running !== undefined,
    runs,
    run: () => void run(),
    stop,
    format,
    bringBack(run) {
      setQuery(run.query)
      setVariables(run.variables)
      // An answer to somebody else is not shown as one to whoever asks now.
      setOutcome(isSameAsked(run.asked, asked()) ? run.outcome : undefined)
    },
    forget() {
      stop()
      setTurn(before => before + 1)
      setOutcome(undefined)
    },
    editor,
    goTo: (line, column) => editor.current?.goTo(line, column),
  }
}
