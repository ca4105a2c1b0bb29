import type { MediaFile } from '@keywright/contract'

/** A point of a picture in shares of its width and height. */
export type FocalPoint = NonNullable<MediaFile['focalPoint']>

/** The server crops around points in steps of so much. */
const STEP = 0.05

/** The nearest point that the server takes. */
export function roundPoint({ x, y }: FocalPoint): FocalPoint {
  return { x: roundShare(x), y: roundShare(y) }
}

/** The point as the addresses of variants say it, as in `30,70`. */
export function focusOf(point: FocalPoint): string {
  const { x, y } = roundPoint(point)
  return `${Math.round(x * 100)},${Math.round(y * 100)}`
}

function roundShare(share: number): number {
  const steps = Math.round(Math.min(1, Math.max(0, share)) / STEP)
  return Number((steps * STEP).toFixed(2))
}
