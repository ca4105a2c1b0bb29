/** Words: `service` is in every name, `eu07` in one of fifty, `n0001234` in one. */
export function nameAt(index: number): string {
  return `Service eu${digits(index % 50, 2)} n${digits(index, 7)}`
}

/** A number with leading zeros, so that all names are of one length. */
export function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
