import type { Key } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { whyIdle } from '../../keys/why-idle.ts'
import { cn } from '../../lib/cn.ts'
import { formatTime } from '../../lib/time.ts'
import { Button } from '../../ui/button.tsx'

/** Why no token of a key works; nothing where they work. */
export function StateNotice({
  domain,
  value: key,
  onNewDate,
}: {
  domain: string
  value: Key
  /** Absent for who may not change the key. */
  onNewDate: (() => void) | undefined
}) {
  if (key.state === 'revoked') return <RevokedNotice domain={domain} value={key} />
  const idle = whyIdle(key)
  if (idle === undefined) return null
  return (
    <Notice className="flex flex-wrap items-center justify-between gap-x-5 gap-y-3 bg-warning-soft">
      <p className="min-w-0 flex-1 basis-60">{idle}</p>
      {key.state === 'expired' && onNewDate && (
        <Button onClick={onNewDate}>Give it a new date</Button>
      )}
    </Notice>
  )
}

/** How a key ended. */
function RevokedNotice({ domain, value: key }: { domain: string; value: Key }) {
  return (
    <Notice className="bg-danger-soft">
      <p className="font-semibold">
        Revoked {key.revokedAt !== null && <>on {formatTime(key.revokedAt)}</>}
      </p>
      <p className="break-words">
        {key.revokedReason === null ? 'No reason was given.' : `Reason: ${key.revokedReason}`}
      </p>
      <p className="mt-1 text-muted">
        It is final: no token of this key works any more.{' '}
        <Link to="/d/$domain/keys" params={{ domain }} className="text-accent underline">
          All keys
        </Link>
      </p>
    </Notice>
  )
}

function Notice({ className, children }: { className: string; children: ReactNode }) {
  return <div className={cn('rounded-xl border border-line px-5 py-4', className)}>{children}</div>
}
