import { routes } from 'virtual:routes'
import { createClientOf } from '@keywright/contract'
import { createStore } from '../lib/store.ts'

/** Whether the server can be reached; while it cannot, it is asked every two seconds. */
export const connection = createStore<'up' | 'lost'>('up')

// Not the one of the pages, which reports to this very file.
const { health } = createClientOf(routes, { url: location.origin })

const RETRY_MILLISECONDS = 2000
let asking = false

/** Called when a request got no answer. */
export function connectionLost(): void {
  connection.set('lost')
  if (!asking) void askUntilBack()
}

/** Called when a request got an answer. */
export function connectionFound(): void {
  connection.set('up')
}

async function askUntilBack(): Promise<void> {
  asking = true
  while (connection.get() === 'lost') {
    await new Promise(resolve => setTimeout(resolve, RETRY_MILLISECONDS))
    if (await isReachable()) connectionFound()
  }
  asking = false
}

/** Whether there is a server that takes requests. */
export async function isReachable(): Promise<boolean> {
  return health.ready({}).then(
    () => true,
    () => false,
  )
}
