import { z } from 'zod'

/** Where one goes on to afterwards: a page of this very site and nothing else. */
export const nextSearch = z.object({
  next: z
    .string()
    .optional()
    .transform(text => (text === undefined ? undefined : localPath(text)))
    .catch(undefined),
})

/** The path of an address on this site; undefined for one that leads away, or back to signing in. */
function localPath(text: string): string | undefined {
  if (!text.startsWith('/') || !URL.canParse(text, location.origin)) return undefined
  const { origin, pathname, search, hash } = new URL(text, location.origin)
  // Two slashes at the start would be another host again.
  if (origin !== location.origin || pathname.startsWith('//') || pathname === '/sign-in') {
    return undefined
  }
  return `${pathname}${search}${hash}`
}
