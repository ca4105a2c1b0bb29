/** A thing and its version: what a change has to name so that nobody's work is overwritten. */
export interface Versioned<T> {
  value: T
  etag: string
}

/** Makes a call that answers a thing, and keeps its version. */
export async function withEtag<T>(
  call: (options: { onEtag: (etag: string) => void }) => Promise<T>,
): Promise<Versioned<T>> {
  let etag = ''
  const value = await call({
    onEtag: read => {
      etag = read
    },
  })
  return { value, etag }
}
