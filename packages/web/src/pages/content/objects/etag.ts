/** As the server names the version of an object. */
export function etagOf(version: number): string {
  return `"v${version}"`
}
