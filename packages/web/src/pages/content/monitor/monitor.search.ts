import { z } from 'zod'

/** So many subscriptions a websocket takes. */
export const MOST_SUBSCRIPTIONS = 50

const wish = z.object({
  view: z.enum(['draft', 'published']),
  type: z.string().min(1).max(100).optional(),
  objects: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  filter: z.record(z.string(), z.unknown()).optional(),
})

/** What one subscription asks for. */
export type MonitorWish = z.output<typeof wish>

/** Hears every change of all that one may read. */
export const EVERYTHING: MonitorWish = { view: 'draft' }

/** What the monitor listens to, as its address says it; without it to everything. */
export const monitorSearch = z.object({
  listen: z.array(wish).max(MOST_SUBSCRIPTIONS).optional().catch(undefined),
})

/** Tells one wish from another. */
export function keyOf({ view, type, objects, filter }: MonitorWish): string {
  return JSON.stringify([view, type, objects, filter])
}

/** A wish in words. */
export function wordsOf({ view, type, objects, filter }: MonitorWish): string {
  const what = type === undefined ? 'All types' : type
  const parts = [
    view === 'draft' ? 'every change' : 'what is published',
    ...(objects ? [objects.join(', ')] : []),
    ...(filter ? [JSON.stringify(filter)] : []),
  ]
  return `${what}: ${parts.join(' · ')}`
}
