import type { CallOptions } from '@keywright/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAction } from '../../app/use-action.ts'
import { useRefusal } from './refusal.tsx'
import type { Member, memberQuery } from './users.queries.ts'

/** What the dialogs about somebody's membership share. */
export interface MembershipDialogProps {
  /** As some list had them. */
  member: Member
  open: boolean
  onClose: () => void
}

/** The same of a user of a domain. */
export interface MemberDialogProps extends MembershipDialogProps {
  domain: string
}

/** One change of somebody's membership. */
export interface MemberChange {
  /** Reads the membership with its version. */
  query: ReturnType<typeof memberQuery>
  run: (call: CallOptions) => Promise<unknown>
  done: () => string
  /** They are gone afterwards: first away from where they were shown. */
  onRemoved?: () => Promise<void>
}

/**
 * What a dialog does to a user: they are read when it opens, and the change names that version, so
 * that nobody decides about what is no longer so.
 */
export function useMemberChange(
  { member, open, onClose }: MembershipDialogProps,
  { query, run, done, onRemoved }: MemberChange,
) {
  const client = useQueryClient()
  const found = useQuery({ ...query, enabled: open })
  const refusal = useRefusal(query.queryKey)
  const etag = found.data?.etag
  function close() {
    refusal.clear()
    onClose()
  }
  const action = useAction({
    run: () => run({ ifMatch: etag }),
    done,
    async onDone() {
      close()
      if (onRemoved) {
        await onRemoved()
        client.removeQueries(query)
      }
      for (const queryKey of [['domain'], ['team'], ['domains'], ['me']]) {
        void client.invalidateQueries({ queryKey })
      }
    },
    onRefused: refusal.keep,
  })
  return {
    member: found.data?.value ?? member,
    error: refusal.error ?? found.error ?? undefined,
    forget: refusal.clear,
    close,
    /** Under way, or what it is about has not been read yet. */
    isBusy: action.isPending || (etag === undefined && found.error === null),
    change() {
      if (etag !== undefined) action.mutate()
    },
  }
}
