import type { Engine, Tx } from './engine.ts'

/** One step of the schema: `up` runs in the transaction of the whole migration. */
export interface Migration {
  name: string
  up(tx: Tx, engine: Engine): Promise<void>
}
