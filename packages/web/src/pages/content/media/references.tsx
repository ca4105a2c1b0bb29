import type { MediaFile } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { NotRead } from '../../../access/not-read.tsx'
import { useCan } from '../../../app/session.tsx'
import { countOf } from '../../../lib/count.ts'
import { Card } from '../../../ui/card.tsx'
import { Skeleton } from '../../../ui/states.tsx'
import { ObjectState } from '../object/object-state.tsx'
import { contentTypesQuery } from '../types/types.queries.ts'
import { referrersQuery, SHOWN } from './references.queries.ts'

/** How many of the objects that one may read refer to a file, and those whose drafts do. */
export function References({ domain, file }: { domain: string; file: MediaFile }) {
  const isUsed = file.references > 0
  return (
    <Card title="Used by" description="As far as you may read what refers to it.">
      <p>
        {isUsed
          ? `${countOf(file.references, 'object')} ${file.references === 1 ? 'refers' : 'refer'} to this file, so it cannot be deleted.`
          : 'No object refers to this file.'}
      </p>
      {isUsed && <Referrers domain={domain} file={file} />}
    </Card>
  )
}

function Referrers({ domain, file }: { domain: string; file: MediaFile }) {
  const can = useCan(domain)
  const { data: types, ...typesQuery } = useQuery(contentTypesQuery(domain))
  const readable = useMemo(
    () => (types ?? []).filter(({ name }) => can(`content.${name}:read`)),
    [types, can],
  )
  const query = useQuery({
    ...referrersQuery(domain, file.id, readable),
    enabled: types !== undefined,
  })
  if (query.data === undefined) {
    return query.error || typesQuery.error ? (
      <NotRead what="The objects" query={query.error ? query : { ...typesQuery, data: types }} />
    ) : (
      <Skeleton className="mt-3 h-8" />
    )
  }
  const { objects, isMore } = query.data
  const others = file.references - objects.length
  return (
    <>
      <ul aria-label="Objects that refer to it" className="mt-3 grid gap-2">
        {objects.map(({ type, id, title, state }) => (
          <li key={id} className="flex min-w-0 items-center gap-2">
            <Link
              to="/d/$domain/content/objects/$type/$id"
              params={{ domain, type, id }}
              className="min-w-0 truncate font-medium text-accent hover:underline"
            >
              {title || id}
            </Link>
            <span className="shrink-0 text-muted">{type}</span>
            <ObjectState state={state} />
          </li>
        ))}
      </ul>
      {others > 0 && <p className="mt-2 text-muted">{wordsOf(others, objects.length, isMore)}</p>}
    </>
  )
}

/** Why some objects that refer to a file are not listed. */
function wordsOf(others: number, shown: number, isMore: boolean): string {
  const those = shown === 0 ? countOf(others, 'object') : `${others} more`
  if (isMore) return `${those}: of each type the first ${SHOWN} are shown here.`
  return `${those}: not shown here, because only what is published of ${others === 1 ? 'it' : 'them'} refers to the file.`
}
