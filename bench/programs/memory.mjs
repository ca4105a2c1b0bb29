// @ts-check
// Preloaded into a server (node --expose-gc --import): answers its parent's question how much memory it holds.
import process from 'node:process'

process.on('message', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  process.send?.({ rss, heapUsed, external, arrayBuffers })
})
// The channel alone is no reason to stay.
process.channel?.unref()
