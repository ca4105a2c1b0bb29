import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery } from 'graphql'
import { useEffect, useState } from 'react'
import { ask, isComplete, type Target } from './target.ts'

/** What is known of the schema of a target. */
export interface SchemaState {
  schema?: GraphQLSchema
  /** Why there is none. */
  error?: unknown
  /** Reads it again, as after a content type was changed. */
  reload: () => void
}

/** The schema as whoever asks may see it. It is kept here alone: a token has no place in a cache. */
export function useSchema(domain: string, target: Target): SchemaState {
  const [read, setRead] = useState<{ of?: Target; schema?: GraphQLSchema; error?: unknown }>({})
  const [times, setTimes] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew each time somebody asks for it
  useEffect(() => {
    if (!isComplete(target)) return
    const controller = new AbortController()
    readSchema(domain, target, controller.signal).then(
      schema => setRead({ of: target, schema }),
      error => {
        if (!controller.signal.aborted) setRead({ of: target, error })
      },
    )
    return () => controller.abort()
  }, [domain, target, times])

  function reload() {
    setRead({})
    setTimes(times + 1)
  }

  if (read.of !== target) return { reload }
  return { ...(read.schema && { schema: read.schema }), error: read.error, reload }
}

async function readSchema(
  domain: string,
  target: Target,
  signal: AbortSignal,
): Promise<GraphQLSchema> {
  const { data, errors } = await ask(domain, target, { query: getIntrospectionQuery() }, signal)
  if (errors?.[0]) throw new Error(errors[0].message)
  // An introspection was asked for; what does not look like one throws.
  return buildClientSchema(data as Parameters<typeof buildClientSchema>[0])
}
