import { AppError } from '../../app-error.ts'

/** A file that has arrived in full, on its way to the storage. */
export interface Spooled {
  path: string
  size: number
  /** In hex. */
  sha256: string
  /** The first bytes, by which its type is told. */
  head: Uint8Array
}

/** Bytes of a file from `start` to `end`, both of them included. */
export interface ByteRange {
  start: number
  end: number
}

/** Where the bytes of files lie, by keys that are made of letters, digits, `_` and `/`. */
export interface MediaStorage {
  /** Lays away what was received; once this resolves, the bytes survive a crash. */
  put(key: string, file: Spooled): Promise<void>
  /** Whoever gets the stream reads it to its end, or cancels it. */
  open(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>
  /** Also where there is nothing. */
  delete(key: string): Promise<void>
}

/** The same storage, which throws STORAGE_UNAVAILABLE whatever its disk or bucket says. */
export function withStableErrors(storage: MediaStorage): MediaStorage {
  return {
    put: (key, file) => orUnavailable(storage.put(key, file)),
    open: (key, range) => orUnavailable(storage.open(key, range)),
    delete: key => orUnavailable(storage.delete(key)),
  }
}

/** What a disk or a bucket says is for the log, not for the caller. */
export function orUnavailable<T>(work: Promise<T>): Promise<T> {
  return work.catch(cause => {
    throw cause instanceof AppError ? cause : new AppError('STORAGE_UNAVAILABLE', { cause })
  })
}
