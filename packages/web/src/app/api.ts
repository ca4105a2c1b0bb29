import { routes } from 'virtual:routes'
import { createClientOf, ProblemError } from '@keywright/contract'
import { connectionFound, connectionLost } from './connection.ts'
import { type Prompt, passwordPrompt, signInPrompt } from './prompt.ts'

/**
 * The server. A request that comes too late for its session, or that needs the password again, waits
 * for the dialog that asks for it and is then sent once more, so that nobody loses what they typed.
 */
export const api = createClientOf(routes, { url: location.origin, fetch: sendPatiently })

/** The server without the dialogs: for those dialogs, and to find out who is there. */
export const plainApi = createClientOf(routes, { url: location.origin, fetch: send })

/** The server for a key instead of the session, or for nobody: what it answers is not about the person. */
export function apiAs(token: string | null) {
  return createClientOf(routes, {
    url: location.origin,
    ...(token !== null && { token }),
    fetch: request => send(new Request(request, { credentials: 'omit' })),
  })
}

/** No answer came: the network, or a server that is not there. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'

  constructor() {
    super('The server cannot be reached. Nothing was lost: try again when the connection is back.')
  }
}

/** Somebody closed a dialog that asked for their password: there is nothing to tell them. */
export function isCalledOff(error: unknown): boolean {
  return error instanceof ProblemError && promptFor(error.code) !== undefined
}

function promptFor(code: string): Prompt | undefined {
  if (code === 'REAUTHENTICATION_REQUIRED') return passwordPrompt
  return code === 'UNAUTHENTICATED' || code === 'CREDENTIAL_INVALID' ? signInPrompt : undefined
}

/** A request as calls make it, for those who read its answer bit by bit. */
export async function sendPatiently(request: Request): Promise<Response> {
  const again = request.clone()
  const sentAt = performance.now()
  const response = await send(request)
  const prompt = await promptOf(response)
  if (!prompt) {
    // They signed in elsewhere, as in another tab.
    if (response.ok) signInPrompt.turnedDown.set(false)
    return response
  }
  // Somebody else's question was answered while this request was on its way.
  const isAnswered = prompt.doneAt() > sentAt
  if (!isAnswered && isUnasked(prompt, request)) return response
  return isAnswered || (await prompt.ask()) ? sendPatiently(again) : response
}

/** Pages read by themselves, over and over: that must not bring back a dialog that somebody has closed. */
function isUnasked(prompt: Prompt, { method }: Request): boolean {
  return method === 'GET' && prompt === signInPrompt && prompt.turnedDown.get()
}

async function promptOf(response: Response): Promise<Prompt | undefined> {
  if (response.status !== 401 && response.status !== 403) return undefined
  try {
    // What is no problem of the server comes from something in between.
    const { code } = (await response.clone().json()) as { code: string }
    return promptFor(code)
  } catch {
    return undefined
  }
}

async function send(request: Request): Promise<Response> {
  const response = await fetch(request).catch((error: unknown) => {
    if (request.signal.aborted) throw error
    return undefined
  })
  if (response === undefined || isGatewayError(response)) {
    connectionLost()
    throw new ConnectionError()
  }
  connectionFound()
  return response
}

/** Whether a proxy answers instead of the server, which says what is wrong as a problem. */
function isGatewayError({ status, headers }: Response): boolean {
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json')
  return GATEWAY_ERRORS.has(status) && !isProblem
}

const GATEWAY_ERRORS: ReadonlySet<number> = new Set([502, 503, 504])
