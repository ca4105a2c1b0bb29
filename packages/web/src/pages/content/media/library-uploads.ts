import { queryClient } from '../../../app/query-client.ts'
import { mediaListsKey } from './media.queries.ts'
import { createUploadQueue, type UploadQueue } from './upload-queue.ts'

const queues = new Map<string, UploadQueue>()

/** The uploads of a domain's library: they go on while other pages are open. */
export function libraryUploads(domain: string): UploadQueue {
  const known = queues.get(domain)
  if (known) return known
  const queue = createUploadQueue(domain, () => {
    void queryClient.invalidateQueries({ queryKey: mediaListsKey(domain) })
  })
  queues.set(domain, queue)
  return queue
}
