/**
 * Reads JSON that this server wrote into its own database.
 * The caller names the shape; the column is only ever written from that shape.
 */
export function readJson<T>(text: string): T {
  return JSON.parse(text) as T
}
