import type { ImportSummary } from '@keywright/contract'
import { countOf, formatCount } from '../../../lib/count.ts'
import { createStore, type Store } from '../../../lib/store.ts'
import type { ImportStep } from './import-run.ts'

/** The last import into a type: how far it is, and then what became of it. */
export interface ImportState {
  /** Undefined: none is under way. */
  step?: ImportStep
  /** Until somebody has seen it. */
  summary?: ImportSummary
  /** Whether its dialog is open. */
  isWatched?: boolean
}

const states = new Map<string, Store<ImportState>>()

/** The import into a type, in the memory of the page: it outlives its dialog and the page of the type. */
export function importInto(domain: string, type: string): Store<ImportState> {
  const name = `${domain} ${type}`
  const known = states.get(name)
  if (known) return known
  const state = createStore<ImportState>({})
  states.set(name, state)
  return state
}

/** What became of an import, in a sentence. */
export function resultOf({ committed, done, failed }: ImportSummary): string {
  return committed
    ? `${countOf(done, 'row')} imported${failed > 0 ? `, ${formatCount(failed)} refused` : ''}.`
    : `Nothing was imported: ${countOf(failed, 'row')} ${failed === 1 ? 'was' : 'were'} refused.`
}
