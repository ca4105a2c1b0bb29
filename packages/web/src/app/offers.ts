import { useEffect } from 'react'
import { createStore } from '../lib/store.ts'
import type { PaletteGroup, PaletteItem } from './palette-item.ts'

/** What can be done with the thing that the open page shows: the command palette offers it as well. */
export const openOffers = createStore<PaletteGroup | undefined>(undefined)

/** Gives the command palette what can be done with the thing of a page, for as long as it is open. */
export function useOffers(heading: string, items: readonly PaletteItem[]): void {
  useEffect(() => {
    openOffers.set({ heading, items })
    return () => openOffers.set(undefined)
  }, [heading, items])
}
