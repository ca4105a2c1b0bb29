import { isCalledOff, plainApi } from './api.ts'
import { useAction } from './use-action.ts'

/** Ends the session and forgets what was read with it. */
export function useSignOut() {
  return useAction({
    run: async () => {
      try {
        await plainApi.session.signOut({})
      } catch (error) {
        // Over already.
        if (!isCalledOff(error)) throw error
      }
    },
    // The page is loaded anew, so that nothing stays in memory.
    onDone: () => location.assign('/sign-in'),
  })
}
