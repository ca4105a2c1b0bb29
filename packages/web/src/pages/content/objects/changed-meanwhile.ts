import type { QueryClient } from '@tanstack/react-query'
import { toast } from '../../../ui/toast.tsx'
import { isStaleError } from '../../users/refusal.tsx'
import { resetLists } from './objects.queries.ts'

/** What is done is done to what was shown, and to nothing that came after: says so where that was the refusal. */
export function toldOfChange(
  client: QueryClient,
  domain: string,
  type: string,
  error: unknown,
): boolean {
  if (!isStaleError(error)) return false
  resetLists(client, domain, type)
  toast({
    tone: 'danger',
    title: 'It has changed since it was read',
    detail: 'It is shown as it is now. Look again, then repeat what you did.',
  })
  return true
}
