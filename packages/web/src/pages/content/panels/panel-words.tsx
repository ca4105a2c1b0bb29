import type { Panel, PanelShows } from '@keywright/contract'
import { Badge, type Tone } from '../../../ui/badge.tsx'

const STATES = {
  active: { tone: 'good', word: 'Active' },
  disabled: { tone: 'warning', word: 'Key disabled' },
  expired: { tone: 'neutral', word: 'Key expired' },
  ended: { tone: 'danger', word: 'Ended' },
} as const satisfies Record<Panel['state'], { tone: Tone; word: string }>

const PROBLEMS: Readonly<Record<NonNullable<Panel['problem']>, string>> = {
  forbidden: 'May not read',
  gone: 'Type is gone',
  misfit: 'Does not fit',
}

/** The state of a panel as a word; of one that is active, what is wrong with it if anything is. */
export function PanelStateBadge({ panel }: { panel: Pick<Panel, 'state' | 'problem'> }) {
  const { state, problem } = panel
  if (state === 'active' && problem !== null)
    return <Badge tone="warning">{PROBLEMS[problem]}</Badge>
  const { tone, word } = STATES[state]
  return <Badge tone={tone}>{word}</Badge>
}

/** Why a panel shows nothing, and what to do about it; undefined where nothing is wrong. */
export function problemText({ problem, shows }: Pick<Panel, 'problem' | 'shows'>) {
  if (problem === null || shows.kind === 'url') return undefined
  switch (problem) {
    case 'forbidden':
      return `Its key may not read ${shows.type}. Change what the key or the user it acts as may do.`
    case 'gone':
      return `There is no content type ${shows.type} any more. Let the panel show something else, or end it.`
    case 'misfit':
      return `Its filter or its order does not fit ${shows.type} any more: the type was changed. Edit what the panel shows.`
  }
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
