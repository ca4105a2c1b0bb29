import { createStore } from '../lib/store.ts'

/** The dialog that is open over whatever page: menus and the command palette open it. */
export const frameDialog = createStore<'new-domain' | 'invite' | undefined>(undefined)
