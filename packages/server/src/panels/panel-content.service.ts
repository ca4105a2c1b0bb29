import type { ErrorCode, Panel, PanelContent, PanelShows } from '@keywright/contract'
import { type Layer, normalisePermissions } from '@keywright/core'
import type { DomainActor, DomainVisitor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import { mayDo, requireAction } from '../content/objects/object-parts.ts'
import type { ObjectReader } from '../content/objects/object-reader.ts'
import type { Errand } from '../content/realtime/subscription.ts'
import type { CompiledType, ContentTypeRegistry } from '../content/types/content-type.ts'
import { relatedTypes, resourcesShown } from './panel-reach.ts'
import { presentObject } from './present-object.ts'

/** What panels show, as whoever looks may read it. */
export interface PanelContentService {
  /**
   * Whether something can be shown at all: throws FORBIDDEN for a type that the maker may not read,
   * whether there is one or not, CONTENT_TYPE_NOT_FOUND, and VALIDATION_FAILED for filters and sorts.
   */
  requireShowable(actor: DomainActor, shows: PanelShows): Promise<void>
  /** The least that a key must be allowed to show it all, in the order of stored scopes. */
  scopesFor(domainId: string, shows: PanelShows): Promise<string[]>
  /** What is to be listened to for it: what is shown, and all of the types of which titles are shown. */
  errandFor(domainId: string, shows: PanelShows): Promise<Errand>
  /**
   * Why a panel can show nothing to a key with these layers, whatever content there is; null where it
   * can. That there is no such type is told to a key or an actor that may read it.
   */
  problemOf(
    actor: DomainVisitor,
    layers: readonly Layer[],
    shows: PanelShows,
  ): Promise<Panel['problem']>
  /** What a panel shows now, by the rights of its key. */
  read(
    visitor: DomainVisitor,
    panel: { id: string; name: string; shows: PanelShows },
  ): Promise<PanelContent>
}

type ContentShows = Exclude<PanelShows, { kind: 'url' }>

/** What refusals say about what was to be shown: that it is not there, or not as it was. */
const STATES: Readonly<Partial<Record<ErrorCode, PanelContent['state']>>> = {
  OBJECT_NOT_FOUND: 'missing',
  CONTENT_TYPE_NOT_FOUND: 'gone',
  VALIDATION_FAILED: 'misfit',
}

/** Makes the service. */
export function createPanelContentService(parts: {
  types: ContentTypeRegistry
  reader: Pick<ObjectReader, 'list' | 'get' | 'requireFit'>
}): PanelContentService {
  const { types, reader } = parts

  async function find(visitor: DomainVisitor, shows: ContentShows, limit?: number) {
    const { view, type } = shows
    if (shows.kind === 'object') {
      const object = await reader.get(view, visitor, type, shows.id, { hydrate: 1 })
      return { items: [object], nextCursor: null }
    }
    const { filter, sort } = shows
    const query = { filter, sort, limit: limit ?? shows.limit, hydrate: 1 }
    return reader.list(view, visitor, type, query)
  }

  async function present(visitor: DomainVisitor, panelId: string, shows: ContentShows) {
    const domainId = visitor.domain.id
    const type = await types.get(domainId, shows.type)
    const { items, nextCursor } = await find(visitor, shows)
    const all = new Map<string, CompiledType>()
    for (const one of await types.list(domainId)) all.set(one.name, one)
    return {
      items: items.map(object => presentObject(type, object, all, panelId)),
      hasMore: nextCursor !== null,
    }
  }

  return {
    async requireShowable(actor, shows) {
      if (shows.kind === 'url') return
      requireAction(actor, shows.type, 'read')
      await types.get(actor.domain.id, shows.type)
      if (shows.kind === 'object') return
      await find(actor, shows, 1).catch(error => {
        throw error instanceof AppError ? belowShows(error) : error
      })
    },

    async scopesFor(domainId, shows) {
      if (shows.kind === 'url') return []
      const names = resourcesShown(await types.get(domainId, shows.type))
      return normalisePermissions(names.map(name => `content.${name}:read`))
    },

    async errandFor(domainId, shows) {
      if (shows.kind === 'url') return { wish: { view: 'published', types: [] }, beside: [] }
      const wish = { view: shows.view, types: [shows.type] }
      const type = await types.find(domainId, shows.type)
      return {
        wish: shows.kind === 'object' ? { ...wish, objects: [shows.id] } : wish,
        beside: type ? relatedTypes(type) : [],
      }
    },

    async problemOf(actor, layers, shows) {
      if (shows.kind === 'url') return null
      const mayRead = mayDo({ layers }, shows.type, 'read')
      const type = await types.find(actor.domain.id, shows.type)
      if (!type && (mayRead || mayDo(actor, shows.type, 'read'))) return 'gone'
      if (!mayRead) return 'forbidden'
      if (!type || shows.kind === 'object') return null
      return fits(() => reader.requireFit(shows.view, type, shows)) ? null : 'misfit'
    },

    async read(visitor, { id, name, shows }) {
      const content = { name, kind: shows.kind, url: null, items: [], hasMore: false }
      if (shows.kind === 'url') return { ...content, state: 'shown', url: shows.url }
      if (!mayDo(visitor, shows.type, 'read')) return { ...content, state: 'forbidden' }
      try {
        return { ...content, state: 'shown', ...(await present(visitor, id, shows)) }
      } catch (error) {
        const state = error instanceof AppError ? STATES[error.code] : undefined
        if (!state) throw error
        return { ...content, state }
      }
    },
  }
}

/** Whether a check passes; throws all but that it does not. */
function fits(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_FAILED') return false
    throw error
  }
}

/** Filters and sorts of lists stand in the address; here they stand in the body. */
function belowShows(error: AppError): AppError {
  const errors = error.details.errors?.map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/query/, '/shows'),
    message,
  }))
  return new AppError(error.code, { ...error.details, ...(errors && { errors }) })
}
