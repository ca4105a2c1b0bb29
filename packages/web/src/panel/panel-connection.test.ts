import { afterEach, expect, it, vi } from 'vitest'
import { openPanel } from './panel-connection.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('a screen asks again after a request that was lost on its way', async () => {
  vi.useFakeTimers()
  const patience = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal)
  const requests: Request[] = []
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    requests.push(new Request(new URL(path, 'http://127.0.0.1'), options))
    return new Promise((_, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason))
    })
  })
  const panel = openPanel('/panel/pnl_1')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(requests).toHaveLength(1)

  patience.abort()
  await vi.advanceTimersByTimeAsync(5000)
  expect(requests).toHaveLength(2)
  expect(panel.current().isOffline).toBe(true)
})
