import type { MediaFile } from '@keywright/contract'
import { File, FileText, FileVideo, Image, type LucideIcon, Music } from 'lucide-react'

/** What a file is to people. */
export interface MediaKind {
  label: string
  icon: LucideIcon
}

const BY_TYPE: readonly [type: RegExp, kind: MediaKind][] = [
  [/^image\//, { label: 'Image', icon: Image }],
  [/^video\//, { label: 'Video', icon: FileVideo }],
  [/^audio\//, { label: 'Audio', icon: Music }],
  [/^application\/pdf$/, { label: 'PDF', icon: FileText }],
  [/^text\//, { label: 'Text', icon: FileText }],
]

const OTHER: MediaKind = { label: 'File', icon: File }

/** What a media type is to people. */
export function kindOf(type: string): MediaKind {
  return BY_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? OTHER
}

const VARIABLE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

/** Whether the server makes variants of such a file. */
export function hasVariants({ type }: Pick<MediaFile, 'type'>): boolean {
  return VARIABLE.has(type)
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const

/** A number of bytes as people say it, as in "1.4 MB". */
export function formatBytes(bytes: number): string {
  let unit = 0
  let size = bytes
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  const digits = unit > 0 && size < 10 ? 1 : 0
  return `${size.toFixed(digits)} ${unit === 0 && bytes === 1 ? 'byte' : UNITS[unit]}`
}
