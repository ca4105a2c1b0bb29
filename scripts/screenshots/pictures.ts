import { DIALOGS } from './dialogs.ts'
import { PAGES } from './pages.ts'
import type { Picture } from './picture.ts'

/** All pictures, in the order in which they are taken. */
export const PICTURES: readonly Picture[] = [
  ...PAGES.map(picture => ({ whole: true, ...picture })),
  ...DIALOGS,
]

/** Pictures that the documentation shows, by the name of their file in docs/images. */
export const PUBLISHED: Readonly<Record<string, { picture: string; theme: 'light' | 'dark' }>> = {
  overview: { picture: 'overview', theme: 'light' },
  'api-keys': { picture: 'keys', theme: 'light' },
  'new-key-with-rules': { picture: 'new-key-rules', theme: 'light' },
  'rotation-with-overlap': { picture: 'key-secrets', theme: 'light' },
  'why-a-request-is-refused': { picture: 'key-simulator', theme: 'dark' },
  'audit-event': { picture: 'audit-event', theme: 'dark' },
}
