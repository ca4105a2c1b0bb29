import { ProblemError } from '@keywright/contract'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { toast } from '../ui/toast.tsx'
import { isCalledOff } from './api.ts'

/** How a change is made, and what follows. */
export interface ActionOptions<Input, Output> {
  run: (input: Input) => Promise<Output>
  /** What the message says afterwards; without it there is none. */
  done?: string | ((output: Output, input: Input) => string | undefined)
  /** What is no longer as it was read: everything whose key begins like one of these. */
  changes?: readonly QueryKey[]
  onDone?: (output: Output, input: Input) => void
  /** Handles a refusal itself, as forms do at their fields; true: nothing more to say. */
  onRefused?: (error: unknown) => boolean
}

/** A change on the server, with its messages: `action.mutate(input)`, `action.isPending`. */
export function useAction<Input = void, Output = unknown>(options: ActionOptions<Input, Output>) {
  const { run, done, changes = [], onDone, onRefused } = options
  const client = useQueryClient()
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return useMutation<Output, Error, Input>({
    mutationFn: run,
    onSuccess(output, input) {
      for (const queryKey of changes) void client.invalidateQueries({ queryKey })
      const title = typeof done === 'function' ? done(output, input) : done
      if (title !== undefined) toast({ title })
      onDone?.(output, input)
    },
    onError(error) {
      if (isCalledOff(error)) return
      // Whoever has left the page is told all the same.
      if (onRefused?.(error) && isShown.current) return
      toast({ tone: 'danger', title: error.message, detail: requestOf(error) })
    },
    // Answers may hold a token: nothing of them is kept.
    gcTime: 0,
  })
}

function requestOf(error: unknown): string | undefined {
  return error instanceof ProblemError && error.problem.requestId !== ''
    ? `${error.code} · request ${error.problem.requestId}`
    : undefined
}
