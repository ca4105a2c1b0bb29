import type { Options } from './command.ts'
import { compact } from './values.ts'

/** Which chain. */
export const CHAIN = {
  instance: {
    type: 'boolean',
    help: "The instance's chain: people, sign-ins, domains made and deleted",
  },
} as const satisfies Options

/** Which events of it. */
export const FILTER = {
  action: { type: 'string', value: 'ACTION', help: 'As in key.created, or key. for all of keys' },
  actor: { type: 'string', value: 'ID', help: 'What this user or key did' },
  target: { type: 'string', value: 'ID', help: 'What was done to this' },
  from: { type: 'string', value: 'TIME', help: 'From this moment on, as in 2026-01-31T00:00:00Z' },
  to: { type: 'string', value: 'TIME', help: 'Before this moment' },
} as const satisfies Options

/** The options above, as given. */
export type GivenFilter = Readonly<Record<keyof typeof FILTER, string | undefined>>

/** The query that the options ask for. */
export function auditQuery({ action, actor, target, from, to }: GivenFilter) {
  return compact({ action, actorId: actor, targetId: target, from, to })
}
