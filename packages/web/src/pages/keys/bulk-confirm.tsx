import type { Key } from '@keywright/contract'
import { formatRelative } from '../../lib/time.ts'
import { Confirm } from '../../ui/confirm.tsx'

/** What is done with several keys. */
export type BulkAction = 'disable' | 'revoke'

const WORDS = {
  disable: {
    verb: 'Disable',
    consequence: 'What uses them is refused at once. They can be enabled again one by one.',
  },
  revoke: {
    verb: 'Revoke',
    consequence:
      'All their secrets stop at once, on every node. This is final; the keys stay in the audit log.',
  },
} as const satisfies Record<BulkAction, unknown>

const LATELY_DAYS = 7
const NAMED = 5

/** Asks before something is done with several keys, and names those that are in use. */
export function BulkConfirm({
  action,
  keys,
  busy,
  onClose,
  onConfirm,
}: {
  action: BulkAction
  keys: readonly Key[]
  busy: boolean
  onClose: () => void
  onConfirm: () => void
}) {
  const { verb, consequence } = WORDS[action]
  const count = `${keys.length.toLocaleString('en')} ${keys.length === 1 ? 'key' : 'keys'}`
  return (
    <Confirm
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`${verb} ${count}?`}
      action={`${verb} ${count}`}
      danger={action === 'revoke'}
      busy={busy}
      onConfirm={onConfirm}
    >
      <p>{consequence}</p>
      <InUse keys={usedLately(keys)} />
    </Confirm>
  )
}

function usedLately(keys: readonly Key[]): (Key & { lastUsedAt: string })[] {
  const since = new Date(Date.now() - LATELY_DAYS * 86_400_000).toISOString()
  return keys
    .flatMap(key => (key.lastUsedAt === null ? [] : [{ ...key, lastUsedAt: key.lastUsedAt }]))
    .filter(key => key.lastUsedAt >= since)
    .sort((a, b) => (a.lastUsedAt < b.lastUsedAt ? 1 : -1))
}

function InUse({ keys }: { keys: readonly (Key & { lastUsedAt: string })[] }) {
  if (keys.length === 0) return <p>None of them was used in the last {LATELY_DAYS} days.</p>
  return (
    <div className="rounded-lg bg-warning-soft px-3 py-2">
      <p className="font-medium text-warning">
        {keys.length.toLocaleString('en')} of them {keys.length === 1 ? 'was' : 'were'} used in the
        last {LATELY_DAYS} days:
      </p>
      <ul className="mt-1 grid gap-0.5">
        {keys.slice(0, NAMED).map(key => (
          <li key={key.id} className="flex justify-between gap-4">
            <span className="truncate">{key.name}</span>
            <time dateTime={key.lastUsedAt} className="whitespace-nowrap">
              {formatRelative(key.lastUsedAt)}
            </time>
          </li>
        ))}
        {keys.length > NAMED && <li>and {(keys.length - NAMED).toLocaleString('en')} more</li>}
      </ul>
    </div>
  )
}
