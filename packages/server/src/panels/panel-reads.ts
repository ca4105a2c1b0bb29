import {
  PANEL_LIMITS,
  type Panel,
  type PanelWithDevices,
  type Parsed,
  type panelEndpoints,
} from '@keywright/contract'
import { z } from 'zod'
import type { DomainActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Foundation } from '../foundation.ts'
import type { KeysService } from '../keys/keys.service.ts'
import type { Versioned } from '../lib/versioned.ts'
import { type Page, readAfter, toPage } from '../paging.ts'
import { showsOf, viewDevice, viewPanel } from './panel.view.ts'
import type { PanelContentService } from './panel-content.service.ts'
import {
  findPanel,
  listDevices,
  listPanels,
  type PanelRecord,
  summarizeDevices,
} from './panels.store.ts'

type ListPanels = Parsed<typeof panelEndpoints.list>['query']

/** Looking at panels. */
export interface PanelReads {
  list(actor: DomainActor, query: ListPanels): Promise<Page<Panel>>
  /** Throws PANEL_NOT_FOUND, as `read` does. */
  get(actor: DomainActor, id: string): Promise<Versioned<PanelWithDevices>>
  read(actor: DomainActor, id: string): Promise<Versioned<Panel>>
}

/** Those that are signed in and as many that were. */
const LISTED_DEVICES = 2 * PANEL_LIMITS.devicesPerPanel
const PANELS = 'panels'
const afterPanel = z.tuple([z.int(), z.string()])

/** Makes the part of the service of panels that changes nothing. */
export function createPanelReads(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  keys: Pick<KeysService, 'byId' | 'layersOf'>
  content: Pick<PanelContentService, 'problemOf'>
}): PanelReads {
  const { foundation, keys, content } = parts
  const { database, clock } = foundation

  async function view(actor: DomainActor, rows: readonly PanelRecord[]): Promise<Panel[]> {
    const domainId = actor.domain.id
    const summaries = await summarizeDevices(
      database.db,
      rows.map(row => row.id),
    )
    const keysById = await keys.byId(
      domainId,
      rows.map(row => row.key_id),
    )
    const panels: Panel[] = []
    for (const row of rows) {
      const key = keysById.get(row.key_id)
      if (!key) continue
      const layers = await keys.layersOf(domainId, key)
      const problem = await content.problemOf(actor, layers, showsOf(row))
      const summary = summaries.find(({ panelId }) => panelId === row.id)
      panels.push(viewPanel(row, key, problem, summary))
    }
    return panels
  }

  async function read(actor: DomainActor, id: string): Promise<Versioned<Panel>> {
    const row = requirePanel(await findPanel(database.db, actor.domain.id, id))
    const [value] = await view(actor, [row])
    return { value: requirePanel(value), version: row.version }
  }

  return {
    read,

    async list(actor, { state, limit, cursor }) {
      const { domain } = actor
      const listName = `${PANELS} ${state ?? ''}`
      const rows = await listPanels(database.db, domain.id, {
        state,
        after: readAfter(listName, cursor, afterPanel),
        limit: limit + 1,
        now: clock.now(),
      })
      const { items, nextCursor } = toPage(listName, rows, limit, {
        view: row => row,
        position: last => [last.created_at, last.id],
      })
      return { items: await view(actor, items), nextCursor }
    },

    async get(actor, id) {
      const { value, version } = await read(actor, id)
      const rows = await listDevices(database.db, id, LISTED_DEVICES)
      const devices = rows.map(row => viewDevice(row, value.endedAt))
      return { value: { ...value, devices }, version }
    },
  }
}

/** Something of a panel that must be there; throws PANEL_NOT_FOUND. */
export function requirePanel<T>(found: T | undefined): T {
  if (found === undefined) throw new AppError('PANEL_NOT_FOUND')
  return found
}
