import type { endpoints, ResponseBody } from '@keywright/contract'
import { compilePermissions, decide } from '@keywright/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, plainApi } from './api.ts'

/** Who is signed in, and what they may do in one domain. */
export type Me = ResponseBody<typeof endpoints.me.read>

/** Who is signed in; refused with UNAUTHENTICATED when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => plainApi.me.read({}),
  staleTime: 60_000,
})

/** What the person may do in a domain. */
export function myRightsQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'me'],
    queryFn: () => api.me.read({ query: { domain } }),
    staleTime: 60_000,
  })
}

/** Whoever is signed in; only inside of the frame, which is not drawn before that is known. */
export function useMe(): Me {
  const { data } = useQuery(meQuery)
  if (!data) throw new Error('useMe() outside of the frame')
  return data
}

/** Answers whether the person may do something in the domain, nothing without one. The server decides; this only spares them a refusal. */
export function useCan(domain: string): (permission: string) => boolean {
  const { data } = useQuery({ ...myRightsQuery(domain), enabled: domain !== '' })
  return useMemo(() => {
    const layers = data ? [compilePermissions(data.permissions).layer('role')] : []
    return permission => decide(layers, permission).allowed
  }, [data])
}
