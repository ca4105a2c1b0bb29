import { KeywrightError } from './keywright-error.ts'
import type { Settings } from './options.ts'
import { readVerifyResult, type VerifyResult } from './verify-result.ts'

/** What Keywright is asked. */
export interface Question {
  readonly token: string
  readonly permissions: readonly string[]
  readonly ip: string | undefined
}

/**
 * Asks Keywright once, and a second time when the connection failed: one that was kept alive may
 * have been closed at the other end. Throws `KeywrightError` when there is no answer.
 */
export async function ask(settings: Settings, question: Question): Promise<VerifyResult> {
  const { endpoint, token, timeoutMilliseconds } = settings
  const { permissions, ip } = question
  const signal = AbortSignal.timeout(timeoutMilliseconds)
  const init: RequestInit = {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      token: question.token,
      ...(permissions.length > 0 && { permissions }),
      ...(ip !== undefined && { ip }),
    }),
    // The body carries a token: it goes where it was sent, and nowhere else.
    redirect: 'manual',
    signal,
  }
  const send = () => settings.fetch(endpoint, init)
  try {
    const response = await send().catch((error: unknown) => {
      if (signal.aborted) throw error
      return send()
    })
    return await readAnswer(settings, response)
  } catch (cause) {
    if (cause instanceof KeywrightError) throw cause
    const message = signal.aborted
      ? `Keywright did not answer within ${timeoutMilliseconds} milliseconds.`
      : 'Keywright could not be reached.'
    throw new KeywrightError('UNAVAILABLE', message, { cause })
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Keywright could not read the question; are the permissions <api>.<resource>:<action>?',
  401: 'Keywright does not accept the token of this verifier.',
  403: 'The token of this verifier may not verify keys: it needs backoffice.keys:verify.',
}

async function readAnswer({ domain }: Settings, response: Response): Promise<VerifyResult> {
  const { status } = response
  if (status !== 200) {
    await response.body?.cancel()
    if (status === 429 || status >= 500) {
      throw new KeywrightError('UNAVAILABLE', `Keywright answered ${status}.`, { status })
    }
    const message = REFUSALS[status] ?? `There is no Keywright at this url: it answered ${status}.`
    throw new KeywrightError('MISCONFIGURED', message, { status })
  }
  const result = readVerifyResult(parse(await response.text()))
  if (result === undefined) {
    throw new KeywrightError('UNAVAILABLE', 'The answer is not one of Keywright.', { status })
  }
  if (domain !== undefined && result.key !== undefined && result.key.domainId !== domain) {
    throw new KeywrightError('MISCONFIGURED', 'The token of this verifier is of another domain.')
  }
  return result
}

/** Undefined for what is no JSON: the error of the parser would quote the text, whatever is in it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
