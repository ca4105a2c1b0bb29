import type { MEDIA_SORTS } from '@keywright/contract'
import { z } from 'zod'
import { searchText } from '../../../app/search-text.ts'

/** What the library can be narrowed to, by the type that the server asks for. */
export const FILE_KINDS = {
  image: 'Images',
  video: 'Videos',
  audio: 'Audio',
  'application/pdf': 'PDF',
  text: 'Texts',
} as const

/** What the library can be sorted by. */
export const FILE_SORTS = {
  '-createdAt': 'Newest first',
  createdAt: 'Oldest first',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  '-size': 'Largest first',
  size: 'Smallest first',
} as const satisfies Record<(typeof MEDIA_SORTS)[number], string>

// The keys of a constant are those of its type.
const KINDS = Object.keys(FILE_KINDS) as (keyof typeof FILE_KINDS)[]
const SORTS = Object.keys(FILE_SORTS) as (keyof typeof FILE_SORTS)[]

/** What of the library is shown, as its address says it. What an address gets wrong is left out. */
export const librarySearch = z.object({
  search: searchText.optional().catch(undefined),
  kind: z.enum(KINDS).optional().catch(undefined),
  sort: z.enum(SORTS).optional().catch(undefined),
})

/** What of the library is shown. */
export type LibrarySearch = z.output<typeof librarySearch>

/** Which kind of files a list shows and in which order; without them all, the newest first. */
export type ListChoices = Pick<LibrarySearch, 'kind' | 'sort'>
