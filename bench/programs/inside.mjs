// @ts-check
// Preloaded into a server (node --expose-gc --import): answers its parent's questions, how much memory
// it holds and how many queries it has made so far.
import process from 'node:process'
import { DefaultQueryExecutor } from 'kysely'

let queries = 0
const { provideConnection } = DefaultQueryExecutor.prototype
DefaultQueryExecutor.prototype.provideConnection = new Proxy(provideConnection, {
  apply(target, executor, parameters) {
    queries++
    return Reflect.apply(target, executor, parameters)
  },
})

process.on('message', question => {
  process.send?.(question === 'queries' ? queries : memory())
})
// The channel alone is no reason to stay.
process.channel?.unref()

function memory() {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  return { rss, heapUsed, external, arrayBuffers }
}
