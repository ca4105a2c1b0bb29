import type { MediaFile } from '@keywright/contract'

/** The place of a picture, so high at the most: it is kept before the picture is there. */
export function imageBox({ width, height }: Pick<MediaFile, 'width' | 'height'>, maxRem: number) {
  if (width === null || height === null) return undefined
  const ratio = width / height
  return { aspectRatio: ratio, width: `min(100%, ${width}px, ${(maxRem * ratio).toFixed(2)}rem)` }
}
