import { ProblemError } from '@keywright/contract'
import type { UseQueryResult } from '@tanstack/react-query'
import { CircleAlert, Inbox, Lock, type LucideIcon, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../lib/cn.ts'
import { Button } from './button.tsx'

/** A grey bar where something will be. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('h-4 animate-pulse rounded bg-sunken', className)} />
}

/** Grey bars where a list will be. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="grid gap-3 py-2">
      {Array.from({ length: rows }, (_, row) => `bar ${row}`).map(bar => (
        <Skeleton key={bar} className="h-9" />
      ))}
    </div>
  )
}

/** Nothing is here yet: what would be, and how it begins. */
export function Empty({
  icon: Icon = Inbox,
  title,
  children,
  action,
}: {
  icon?: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-12 text-center">
      <Icon aria-hidden className="size-7 text-muted" />
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="max-w-md text-muted">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  )
}

/** Something was refused or broke: which request it was, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error instanceof ProblemError && isNotFound(error)) {
    return (
      <Empty icon={SearchX} title="Not found">
        It does not exist, or is not yours to see.
      </Empty>
    )
  }
  if (isForbidden(error)) {
    return (
      <Empty icon={Lock} title="You may not see this">
        {error.problem.missing?.length ? (
          <>
            It needs the permission{' '}
            <code className="font-mono">{error.problem.missing.join(', ')}</code>. Ask an
            administrator of the domain.
          </>
        ) : (
          error.message
        )}
      </Empty>
    )
  }
  if (error instanceof ProblemError && error.status === 401) {
    return (
      <Empty icon={Lock} title="Your session has ended">
        Sign in again to see this.
      </Empty>
    )
  }
  return <Failure error={error} onRetry={onRetry} />
}

/** What went wrong with whatever was asked, and by whomever. */
export function Failure({
  error,
  onRetry,
}: {
  error: unknown
  onRetry?: (() => void) | undefined
}) {
  return (
    <div role="alert">
      <Empty
        icon={CircleAlert}
        title="This could not be loaded"
        action={onRetry && <Button onClick={onRetry}>Try again</Button>}
      >
        <p>{error instanceof Error ? error.message : 'Something went wrong.'}</p>
        {error instanceof ProblemError && error.problem.requestId !== '' && (
          <p className="mt-1 text-xs">
            {error.code} · request <code className="font-mono">{error.problem.requestId}</code>
          </p>
        )}
      </Empty>
    </div>
  )
}

/** Whether a permission was missing: then nothing on the page has anything to work on. */
export function isForbidden(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.status === 403
}

/** Nothing is at an address, or nothing could be: part of it is no id or name. */
function isNotFound({ status, problem }: ProblemError): boolean {
  const wrong = problem.errors ?? []
  const isDamaged = wrong.length > 0 && wrong.every(({ pointer }) => pointer.startsWith('/params/'))
  return status === 404 || isDamaged
}

/** Shows what was asked for, or grey bars, or what went wrong. */
export function QueryState<T>({
  query,
  loading = <SkeletonRows />,
  children,
}: {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
  loading?: ReactNode
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return loading
}
