export {
  createRealtime,
  type RealtimeClient,
  type RealtimeHandlers,
  type RealtimeSubscription,
} from './realtime/client.ts'
export type {
  RealtimeEvent,
  RealtimeFilter,
  RealtimeProblem,
  RealtimeWish,
} from './realtime/messages.ts'
export type { RealtimeEnd, RealtimeOptions, RealtimeState } from './realtime/options.ts'
