import type { endpoints, ResponseBody } from '@keywright/contract'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'

/** What is sent: only what changed. */
type Change = Parameters<typeof api.domains.update>[0]['body']

/** The domain as it is afterwards. */
type Saved = ResponseBody<typeof endpoints.domains.update>

/** Saves changes of a domain; a refusal goes to the form first. */
export function useSaveDomain(
  domain: string,
  options: { onSaved: (saved: Saved) => void; onRefused: (error: unknown) => boolean },
) {
  return useAction({
    run: (body: Change) => api.domains.update({ params: { domain }, body }),
    done: 'Settings saved',
    changes: [['domain', domain, 'settings'], ['domains'], ['me']],
    onDone: options.onSaved,
    onRefused: options.onRefused,
  })
}
