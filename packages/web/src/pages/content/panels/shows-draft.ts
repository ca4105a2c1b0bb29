import {
  filter as filterSchema,
  type PanelShows,
  type PanelShowsInput,
  panelShows,
} from '@keywright/contract'

/** What a panel will show, as it is being typed. */
export interface ShowsDraft {
  kind: PanelShows['kind']
  type: string
  id: string
  filter: string
  sort: string
  limit: string
  view: 'published' | 'draft'
  url: string
}

/** What is wrong, by the field that it is about. */
export type ShowsProblems = Partial<Record<keyof ShowsDraft, string>>

/** What is shown at first. */
export const FIRST_SHOWS: ShowsDraft = {
  kind: 'object',
  type: '',
  id: '',
  filter: '',
  sort: '-createdAt',
  limit: '10',
  view: 'published',
  url: '',
}

/** What a panel shows, to be changed. */
export function draftOf(shows: PanelShows): ShowsDraft {
  if (shows.kind === 'url') return { ...FIRST_SHOWS, kind: 'url', url: shows.url }
  if (shows.kind === 'object') return { ...FIRST_SHOWS, ...shows }
  const { filter, limit, ...rest } = shows
  return {
    ...FIRST_SHOWS,
    ...rest,
    limit: String(limit),
    filter: filter ? JSON.stringify(filter, null, 2) : '',
  }
}

/** The draft as the server wants it, or what is wrong with it. */
export function readShows(
  draft: ShowsDraft,
): { shows: PanelShowsInput; problems?: never } | { shows?: never; problems: ShowsProblems } {
  const { kind, type, id, sort, view, url } = draft
  if (kind !== 'url' && type === '') return { problems: { type: 'Choose a type.' } }
  if (kind === 'object' && id === '') return { problems: { id: 'Choose an object.' } }
  const filter = kind === 'list' ? readFilter(draft.filter) : {}
  if (filter.problem !== undefined) return { problems: { filter: filter.problem } }
  const shows = {
    object: { kind, type, id, view },
    list: {
      kind,
      type,
      sort,
      limit: Number(draft.limit),
      view,
      ...(filter.value !== undefined && { filter: filter.value }),
    },
    url: { kind, url: url.trim() },
  }[kind]
  const parsed = panelShows.safeParse(shows)
  if (parsed.success) return { shows: parsed.data }
  const [issue] = parsed.error.issues
  const field = Object.keys(draft).find(name => name === issue?.path[0]) ?? 'kind'
  return { problems: { [field]: issue?.message ?? 'This cannot be shown.' } }
}

function readFilter(text: string): { value?: unknown; problem?: string } {
  if (text.trim() === '') return {}
  try {
    const parsed = filterSchema.safeParse(JSON.parse(text))
    return parsed.success
      ? { value: parsed.data }
      : { problem: parsed.error.issues[0]?.message ?? 'This is no filter.' }
  } catch {
    return { problem: 'This is no JSON. Write it as in { "price": { "lt": 10 } }.' }
  }
}
