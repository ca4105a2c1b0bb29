import type { MediaFile } from '@keywright/contract'
import { useEffect, useRef, useState } from 'react'
import { queryClient } from '../../../app/query-client.ts'
import { mediaListsKey } from './media.queries.ts'
import { createUploadQueue, type UploadQueue } from './upload-queue.ts'

/** Uploads that end with the component, as those of a dialog. */
export function useUploads(domain: string, onUploaded: (file: MediaFile) => void): UploadQueue {
  const tell = useRef(onUploaded)
  tell.current = onUploaded
  const [queue] = useState(() =>
    createUploadQueue(domain, file => {
      void queryClient.invalidateQueries({ queryKey: mediaListsKey(domain) })
      tell.current(file)
    }),
  )
  useEffect(() => queue.close, [queue])
  return queue
}
