import { api, ConnectionError } from './api.ts'
import { connectionFound, connectionLost, isReachable } from './connection.ts'

/** A file on its way to the server, sent from the disk as it is. */
export interface Sending {
  method: string
  address: string
  headers: Readonly<Record<string, string>>
  body: Blob | FormData
  signal: AbortSignal
  /** Is told the share of the bytes that have left, 0 to 1. */
  onSent: (share: number) => void
  /** Is told what has come so far of an answer that comes bit by bit. */
  onAnswer?: (answer: Answer) => void
  /** What to say where the answer is lost although the server is there. */
  lost: string
}

/** What the server said, whether it took the file or not. */
export interface Answer {
  status: number
  text: string
}

/** Somebody did not want it any more, while the file was under way. */
export class SendingCancelled extends Error {}

/**
 * Sends a file and tells how far it is. A session that has ended asks for another one, as calls of
 * the client do; then the file is sent once more.
 */
export async function sendFile(sending: Sending): Promise<Answer> {
  const answer = await send(sending)
  if (answer.status !== 401) return answer
  await api.me.read({})
  return send(sending)
}

/** `fetch` does not say how much of a body has left. */
function send(sending: Sending): Promise<Answer> {
  const { method, address, headers, body, signal, onSent, onAnswer, lost } = sending
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const answer = () => ({ status: request.status, text: request.responseText })
    request.open(method, address)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1)
    request.upload.onload = () => onSent(1)
    request.onprogress = () => onAnswer?.(answer())
    request.onload = () => {
      connectionFound()
      resolve(answer())
    }
    request.onerror = () => void explain(lost).then(reject)
    request.onabort = () => reject(new SendingCancelled('Cancelled.'))
    if (signal.aborted) return reject(new SendingCancelled('Cancelled.'))
    signal.addEventListener('abort', () => request.abort())
    request.send(body)
  })
}

async function explain(lost: string): Promise<Error> {
  if (await isReachable()) return new Error(lost)
  connectionLost()
  return new ConnectionError()
}
