import type { DomainVisitor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import { mayDo } from '../objects/object-parts.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import type { EventFeed } from './event-feed.ts'
import type { Wish } from './subscription.ts'

/**
 * Whether somebody may listen to what they ask for. Throws UNAUTHENTICATED for drafts, FORBIDDEN for
 * types that they may not read, whether there are such types or not, and CONTENT_TYPE_NOT_FOUND.
 */
export async function requireWish(
  { view, types: names }: Wish,
  visitor: DomainVisitor,
  types: Pick<ContentTypeRegistry, 'get' | 'list'>,
): Promise<void> {
  if (view === 'draft' && visitor.principal.kind === 'anonymous') {
    throw new AppError('UNAUTHENTICATED')
  }
  const mayRead = (name: string) => mayDo(visitor, name, 'read')
  const domainId = visitor.domain.id
  if (names) {
    const missing = names.filter(name => !mayRead(name)).map(name => `content.${name}:read`)
    if (missing.length > 0) throw new AppError('FORBIDDEN', { missing })
    for (const name of names) await types.get(domainId, name)
    return
  }
  const all = await types.list(domainId)
  // Without any type there is nothing yet that could be refused.
  if (all.length > 0 && !all.some(({ name }) => mayRead(name))) {
    throw new AppError('FORBIDDEN', { detail: 'There is no content type that you may read.' })
  }
}

/** Where a subscription begins: where it asks for, or now when there is nothing to go on from. */
export async function startOf(
  feed: EventFeed,
  { after }: Wish,
): Promise<{ position: number; isReset: boolean }> {
  if (after === undefined || after === feed.seq) return { position: feed.seq, isReset: false }
  if (after > feed.seq) await feed.read()
  const isKnown = after <= feed.seq && after + 1 >= (await feed.oldest())
  return { position: isKnown ? after : feed.seq, isReset: !isKnown }
}
