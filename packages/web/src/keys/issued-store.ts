import type { IssuedKey } from '@keywright/contract'
import { createStore } from '../lib/store.ts'

/**
 * A new token that is to be shown over whatever page is open: the one that asked for it may be gone by
 * the time it comes, and the old token with it. In memory only, and for nobody but who asked.
 */
export const issuedStore = createStore<{ issued: IssuedKey; userId: string } | undefined>(undefined)
