import { REALTIME_PATH } from '@keywright/contract'
import { AppError } from '../../app-error.ts'
import type { HttpApp } from '../../http/mount.ts'

/** Answers whoever asks for the websocket as for a page. */
export function mountRealtimeRoutes(app: HttpApp): void {
  app.get(REALTIME_PATH.replace('{domain}', ':domain'), c => {
    // RFC 9110 section 15.5.22.
    c.set('replacedHeaders', { upgrade: 'websocket' })
    throw new AppError('UPGRADE_REQUIRED')
  })
}
