import type { Panel, PanelShows } from '@keywright/contract'
import { Badge, type Tone } from '../../../ui/badge.tsx'

const STATES = {
  active: { tone: 'good', word: 'Active' },
  disabled: { tone: 'warning', word: 'Key disabled' },
  expired: { tone: 'neutral', word: 'Key expired' },
  ended: { tone: 'danger', word: 'Ended' },
} as const satisfies Record<Panel['state'], { tone: Tone; word: string }>

/** The state of a panel as a word. */
export function PanelStateBadge({ value }: { value: Panel['state'] }) {
  const { tone, word } = STATES[value]
  return <Badge tone={tone}>{word}</Badge>
}

/** What a panel shows, in words. */
export function shownText(shows: PanelShows): string {
  if (shows.kind === 'url') return shows.url
  const drafts = shows.view === 'draft' ? ', drafts included' : ''
  if (shows.kind === 'object') return `${shows.type} ${shows.id}${drafts}`
  const chosen = shows.filter ? ', filtered' : ''
  return `${shows.limit} of ${shows.type}, ${orderText(shows.sort)}${chosen}${drafts}`
}

function orderText(sort: string): string {
  const known = ORDERS[sort]
  if (known !== undefined) return known
  return sort.startsWith('-') ? `by ${sort.slice(1)}, descending` : `by ${sort}`
}

const ORDERS: Readonly<Record<string, string>> = {
  '-createdAt': 'newest first',
  createdAt: 'oldest first',
  '-publishedAt': 'published last first',
}

const KINDS = { object: 'Object', list: 'List', url: 'Own address' } as const

/** The kind of thing that a panel shows. */
export function kindText({ kind }: PanelShows): string {
  return KINDS[kind]
}
