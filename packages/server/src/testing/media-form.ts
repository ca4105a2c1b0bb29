/** What stands between the parts of a form. */
export const BOUNDARY = 'a-boundary'
/** The media type of a form. */
export const TYPE = `multipart/form-data; boundary=${BOUNDARY}`

/** One part of a form. */
export function part(headers: string, content: string): string {
  return `--${BOUNDARY}\r\n${headers}\r\n\r\n${content}\r\n`
}

/** A text field of a form. */
export function field(name: string, content: string): string {
  return part(`content-disposition: form-data; name="${name}"`, content)
}

/** A file of a form. */
export function file(content: string, name = 'file', fileName = 'a.txt'): string {
  return part(`content-disposition: form-data; name="${name}"; filename="${fileName}"`, content)
}

/** The end of a form. */
export const END = `--${BOUNDARY}--\r\n`
