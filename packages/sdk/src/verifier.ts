import { hash } from 'node:crypto'
import { isWellFormedToken, TOKEN_PATTERN } from '@keywright/core'
import { type Answer, createAnswerCache } from './answer-cache.ts'
import { ask, type Question } from './ask.ts'
import { KeywrightError } from './keywright-error.ts'
import { readOptions, type VerifierOptions } from './options.ts'
import { NOT_FOUND, type VerifyResult } from './verify-result.ts'

/** What a request needs. */
export interface VerifyRequest {
  /** The token must hold all of them, as in `articles.article:read`. */
  readonly permissions?: readonly string[]
  /** Address of the client: without one, a key with an address list is refused. */
  readonly ip?: string
}

/** Verifies the tokens of one domain. */
export interface Verifier {
  /**
   * Is this token valid, and may it do this? A token that fails is an answer, too; throws
   * `KeywrightError` when there is none.
   */
  verify(token: string, request?: VerifyRequest): Promise<VerifyResult>
}

/**
 * Makes a verifier that asks Keywright and remembers what it said, for `cacheSeconds` at most. A
 * token of Keywright's own shape with a wrong checksum is refused without asking. Nothing is logged.
 * Throws `KeywrightError` for options that cannot be used.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const settings = readOptions(options)
  const { cacheMilliseconds, staleMilliseconds, now } = settings
  const cache = createAnswerCache(settings.cacheSize)
  const flights = new Map<string, Flight>()

  async function askNow(question: Question): Promise<VerifyResult> {
    try {
      return await ask(settings, question)
    } catch (error) {
      if (isOutage(error)) settings.onUnavailable(error)
      throw error
    }
  }

  /** Many requests that miss at once become one question. */
  function askOnce(key: string, question: Question): Promise<VerifyResult> {
    const askedAt = now()
    const running = flights.get(key)
    // One that set off longer ago could bring an answer that has run out.
    if (running && isWithin(running.askedAt, cacheMilliseconds, askedAt)) return running.result
    const flight: Flight = { askedAt, result: askNow(question) }
    flights.set(key, flight)
    flight.result
      .then(result => {
        // A slow answer must not take the place of what was asked later.
        if (flights.get(key) === flight) cache.set(key, { result, askedAt })
      })
      .catch(() => undefined) // Whoever waits for the result hears of it.
      .finally(() => {
        if (flights.get(key) === flight) flights.delete(key)
      })
    return flight.result
  }

  async function answer(question: Question): Promise<VerifyResult> {
    if (cacheMilliseconds === 0) return askNow(question)
    const key = digest(question)
    const known = cache.find(key)
    if (known && isUsable(known, cacheMilliseconds, now())) return known.result
    try {
      return await askOnce(key, question)
    } catch (error) {
      const stale = cacheMilliseconds + staleMilliseconds
      if (isOutage(error) && known && isUsable(known, stale, now())) return known.result
      throw error
    }
  }

  return {
    async verify(token, { permissions = [], ip } = {}) {
      return isImpossible(token) ? NOT_FOUND : answer({ token, permissions, ip })
    },
  }
}

interface Flight {
  readonly askedAt: number
  readonly result: Promise<VerifyResult>
}

const OWN_SHAPE = new RegExp(`^${TOKEN_PATTERN}$`)
const LONGEST_TOKEN = 512

/** Tokens of another shape may be keys that were imported, so only Keywright knows. */
function isImpossible(token: string): boolean {
  if (token === '' || token.length > LONGEST_TOKEN) return true
  return OWN_SHAPE.test(token) && !isWellFormedToken(token)
}

function isOutage(error: unknown): error is KeywrightError {
  return error instanceof KeywrightError && error.code === 'UNAVAILABLE'
}

/** The tokens themselves are not kept in memory. */
function digest({ token, permissions, ip }: Question): string {
  return hash('sha256', JSON.stringify([token, ip ?? null, ...permissions]), 'base64')
}

function isUsable({ result, askedAt }: Answer, milliseconds: number, now: number): boolean {
  if (!isWithin(askedAt, milliseconds, now)) return false
  const expiresAt = result.valid ? result.key?.expiresAt : null
  return typeof expiresAt !== 'string' || now < Date.parse(expiresAt)
}

/** False also when the clock was set back: an age that is not known may be any. */
function isWithin(since: number, milliseconds: number, now: number): boolean {
  return now >= since && now < since + milliseconds
}
