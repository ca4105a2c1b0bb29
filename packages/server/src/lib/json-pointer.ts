/** A JSON pointer (RFC 6901) to the member of that name, or the element at that index, below another. */
export function pointerBelow(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
