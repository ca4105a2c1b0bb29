import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Page } from './page.tsx'
import { QueryState } from './states.tsx'

/** A page about one thing: until it is there, and where it is not, the page has a heading all the same. */
export function QueryPage<T>({
  title,
  query,
  children,
}: {
  /** What kind of thing it is about, as in "Role". */
  title: string
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  return (
    <Page title={title}>
      <QueryState query={query}>{() => null}</QueryState>
    </Page>
  )
}
