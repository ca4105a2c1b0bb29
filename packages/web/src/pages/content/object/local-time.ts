/** A moment as `datetime-local` shows it: in the reader's own time. */
export function toLocal(value: unknown): string {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) return ''
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 19)
}

/** A moment from `datetime-local`, in UTC; undefined while it is not complete. */
export function fromLocal(text: string): string | undefined {
  const time = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
