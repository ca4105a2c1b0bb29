import type { CreateTableBuilder, RawBuilder } from 'kysely'
import type { Tx } from '../engine.ts'
import type { Tables } from '../tables.ts'

type Build = CreateTableBuilder<string, never>

/** `type`, `!` for not null, `> table.column` for a reference. */
type Column = `${'text' | 'bigint'}${'!' | ''}${'' | ` > ${string}.${string}`}`

/** Creates a table of text and whole numbers, as nearly all of ours are. */
export async function table<T extends keyof Tables>(
  tx: Tx,
  name: T,
  columns: Record<keyof Tables[T] & string, Column>,
  primaryKey: readonly (keyof Tables[T] & string)[],
  options?: RawBuilder<unknown>,
) {
  // The builder's types follow chained calls, not a loop.
  let builder = tx.schema.createTable(name) as unknown as Build
  for (const [column, text] of Object.entries<Column>(columns)) {
    const [type = '', reference] = text.split(' > ')
    builder = builder.addColumn(column, type.startsWith('text') ? 'text' : 'bigint', definition => {
      const typed = type.endsWith('!') ? definition.notNull() : definition
      return reference ? typed.references(reference) : typed
    }) as Build
  }
  builder = builder.addPrimaryKeyConstraint(`${name}_pk`, primaryKey as never) as Build
  await (options ? builder.modifyEnd(options) : builder).execute()
}
