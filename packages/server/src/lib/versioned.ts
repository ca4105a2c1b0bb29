/** A thing with the version it was read at, for the ETag. */
export interface Versioned<T> {
  value: T
  version: number
}
