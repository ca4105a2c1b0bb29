import { ProblemError } from '@keywright/contract'
import { QueryClient } from '@tanstack/react-query'
import { connection } from './connection.ts'
import { signInPrompt } from './prompt.ts'

/** What was read from the server. A refusal is final; what may pass by itself is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Whether the server can be reached is found out by asking it, not from the browser's guess.
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 2 && error instanceof ProblemError && error.status === 503,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

connection.subscribe(() => {
  if (connection.get() === 'up') void queryClient.invalidateQueries()
})

signInPrompt.turnedDown.subscribe(() => {
  if (!signInPrompt.turnedDown.get()) void queryClient.invalidateQueries()
})
