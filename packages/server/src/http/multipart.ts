import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { AppError } from '../app-error.ts'

/** A file of a form, while it arrives. */
export interface IncomingFile {
  /** What its sender calls it, without a path; perhaps ''. */
  name: string
  bytes: Readable
}

/** How an upload is read. */
export interface UploadRules<T, F> {
  /** The form field that holds the file. */
  file: string
  maxBytes: number
  /** Takes all bytes of the file, and throws what the bytes throw. */
  take(file: IncomingFile): Promise<T>
  parseFields(fields: Record<string, string>): F
}

/** What the rest of a form may have: a few short texts and their headers. */
const OVERHEAD_BYTES = 64 * 1024
const LIMITS = {
  files: 1,
  fields: 20,
  parts: 24,
  fieldSize: 16 * 1024,
  headerPairs: 30,
  headerSize: 8 * 1024,
}

/**
 * Reads a form with one file (RFC 7578) as it arrives, no faster than the file is taken. Throws
 * BODY_TOO_LARGE as soon as that is certain, UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED, and
 * BAD_REQUEST for what is no such form or ends too early.
 */
export async function receiveUpload<T, F>(
  request: Request,
  rules: UploadRules<T, F>,
): Promise<{ file: T; fields: F }> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
  const most = rules.maxBytes + OVERHEAD_BYTES
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(rules.maxBytes)
  const form = openForm(type, rules)
  const body = (request.body ?? new Blob([]).stream()).getReader()
  try {
    let size = 0
    for (;;) {
      // Whoever is slow to send hears of a refusal all the same.
      const { done, value } = await Promise.race([form.stopped, body.read()])
      if (done) return await form.end()
      size += value.byteLength
      if (size > most) throw tooLarge(rules.maxBytes)
      await form.write(value)
    }
  } catch (error) {
    const isOurs = error instanceof AppError || form.isOurs(error)
    body.cancel().catch(() => {})
    await form.abandon(error)
    throw isOurs ? error : unreadable(error)
  }
}

function openForm<T, F>(type: string, rules: UploadRules<T, F>) {
  const parser = createParser(type, rules)
  const fields: Record<string, string> = {}
  let incoming: Readable | undefined
  let taken: Promise<T> | undefined
  let ours: unknown

  const stopped = new Promise<never>((_, reject) => {
    const refuse = (pointer: string, message: string) =>
      reject(new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] }))

    parser.on('error', error => reject(unreadable(error)))
    parser.on('filesLimit', () => refuse(`/${rules.file}`, 'expected one file'))
    parser.on('fieldsLimit', () => refuse('', 'too many fields'))
    parser.on('partsLimit', () => refuse('', 'too many fields'))
    parser.on('field', (name, value, _, isCut) => {
      if (isCut) refuse('', 'a field is too long')
      else if (name === undefined || Object.hasOwn(fields, name))
        refuse('', 'a field is there twice')
      // Also where the name is that of a prototype.
      else Object.defineProperty(fields, name, { value, enumerable: true })
    })
    parser.on('file', (name, bytes, fileName) => {
      // Whoever takes them hears of it as well; without a listener it would end the process.
      bytes.on('error', () => {})
      if (name !== rules.file) {
        bytes.resume()
        return refuse('', `expected the file in the field ${rules.file}`)
      }
      bytes.once('limit', () => bytes.destroy(tooLarge(rules.maxBytes)))
      incoming = bytes
      // An upload without a name has none, whatever the types of the parser say.
      taken = rules.take({ name: fileName ?? '', bytes })
      taken.catch(error => {
        ours = error
        reject(error)
      })
    })
  })
  stopped.catch(() => {})

  return {
    /** Rejects as soon as something is wrong. */
    stopped,

    /** Resolves when more may be written. */
    write: (chunk: Uint8Array) =>
      Promise.race([stopped, new Promise<void>(resolve => parser.write(chunk, () => resolve()))]),

    async end(): Promise<{ file: T; fields: F }> {
      const finished = new Promise<void>(resolve => parser.once('finish', resolve))
      parser.end()
      await Promise.race([stopped, finished])
      if (!taken) {
        const errors = [{ pointer: `/${rules.file}`, message: 'expected a file' }]
        throw new AppError('VALIDATION_FAILED', { errors })
      }
      const file = await taken
      return { file, fields: rules.parseFields(fields) }
    },

    /** Ends what is under way; resolves when nobody takes bytes any more. */
    async abandon(error: unknown) {
      incoming?.destroy(error instanceof Error ? error : undefined)
      await taken?.catch(() => {})
      parser.destroy()
    },

    /** Whether it is whoever took the file that failed, and not the form. */
    isOurs: (error: unknown) => error !== undefined && error === ours,
  }
}

function createParser<T, F>(type: string, { file, maxBytes }: UploadRules<T, F>): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: { ...LIMITS, fileSize: maxBytes },
      isPartAFile: (name, _, fileName) => name === file || fileName !== undefined,
    })
  } catch (error) {
    throw unreadable(error)
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('BODY_TOO_LARGE', { detail: `A file may have at most ${maxBytes} bytes.` })
}

function unreadable(cause: unknown): AppError {
  return new AppError('BAD_REQUEST', {
    detail: 'The form cannot be read, or ended too early.',
    cause,
  })
}
