import { randomBytes } from 'node:crypto'
import type { Server } from '../server.ts'

/**
 * Resolves once the node has heard all changes that were made before. On Postgres a node hears its own
 * a second time, which makes it ask again for what it just learned: a test that counts must wait for that.
 */
export async function hearAll({ foundation }: Server): Promise<void> {
  const { database, clock } = foundation
  if (database.engine.channel() === 'none') return
  if (database.engine.channel() === 'down') {
    await new Promise<void>(resolve => {
      database.subscribe({ onChange() {}, onChannelUp: resolve })
    })
  }
  const id = randomBytes(8).toString('hex')
  const heard = new Promise<void>(resolve => {
    database.subscribe({
      onChange(change, local) {
        if (!local && change.id === id) resolve()
      },
    })
  })
  await database.write(async tx => {
    database.announce(tx, { kind: 'user', domainId: null, id, at: clock.now() })
  })
  await heard
}
