import type { Key } from '@keywright/contract'
import { TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'

const NAMES = {
  name: 'name',
  description: 'description',
  role: 'role',
  scopes: 'rules',
  actsAs: 'acts as',
  expiresAt: 'expiry',
  ipAllow: 'addresses',
  metadata: 'metadata',
  state: 'state',
  secrets: 'secrets',
} as const satisfies Partial<Record<keyof Key, string>>

/** Somebody was faster: nothing was saved, what they changed, and the way on. */
export function StaleNotice({
  seen,
  current,
  onReload,
}: {
  seen: Key
  current: Key
  onReload: () => void
}) {
  const changed = Object.entries(NAMES).filter(([field]) => differs(seen, current, field))
  const notice = useRef<HTMLDivElement>(null)
  // It may come up below the edge of a small screen.
  useEffect(() => notice.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div
      ref={notice}
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-line bg-warning-soft p-3"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <div className="min-w-48 flex-1">
        <p className="font-medium">The key was changed while you were editing</p>
        <p>
          Your changes were not saved.{' '}
          {changed.length > 0 &&
            `Changed meanwhile: ${changed.map(([, name]) => name).join(', ')}.`}{' '}
          Reload to start from the key as it is now; what you typed here is then gone.
        </p>
      </div>
      <Button size="small" onClick={onReload}>
        Reload the key
      </Button>
    </div>
  )
}

function differs(seen: Key, current: Key, field: string): boolean {
  const read = (key: Key) =>
    JSON.stringify(Object.entries(key).find(([name]) => name === field)?.[1])
  return field === 'secrets'
    ? seen.secrets.map(({ id }) => id).join() !== current.secrets.map(({ id }) => id).join()
    : read(seen) !== read(current)
}
