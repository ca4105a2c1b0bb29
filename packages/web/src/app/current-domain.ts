import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { createStore, useStore } from '../lib/store.ts'
import { DOMAINS_SHOWN, domainsQuery } from './queries.ts'

/** The domain that was open last, kept in this browser: pages that belong to none still show the way back. */
export const lastDomain = createStore(localStorage.getItem('domain') ?? undefined)
lastDomain.subscribe(() => {
  const slug = lastDomain.get()
  if (slug !== undefined) localStorage.setItem('domain', slug)
})

/** The domain in the address, where there is such a one, else the one that was open last, else the first. */
export function useCurrentDomain(): string | undefined {
  const { domain } = useParams({ strict: false })
  const { data } = useQuery(domainsQuery)
  const last = useStore(lastDomain)
  if (domain !== undefined && !isUnknown(domain, data)) return domain
  return pickDomain(data ?? [], last)?.slug
}

/** Of a list that was cut off nothing is known about the rest. */
function isUnknown(domain: string, all: readonly { id: string; slug: string }[] | undefined) {
  if (!all || all.length >= DOMAINS_SHOWN) return false
  return !all.some(({ id, slug }) => id === domain || slug === domain)
}

/** The domain that was open last, where it is still among these, else the first of them. */
export function pickDomain<T extends { slug: string }>(
  domains: readonly T[],
  last = lastDomain.get(),
): T | undefined {
  return domains.find(({ slug }) => slug === last) ?? domains[0]
}
