import { createStore } from '../../lib/store.ts'

/** How much room a row takes. */
export type Density = 'comfortable' | 'compact'

/** The choice, kept in this browser. */
export const density = createStore<Density>(
  localStorage.getItem('key-density') === 'compact' ? 'compact' : 'comfortable',
)

density.subscribe(() => localStorage.setItem('key-density', density.get()))
