import { maskTokensIn } from '@keywright/core'
import { type Logger, pino } from 'pino'

/** A place that log lines go to. */
export interface LogSink {
  write(line: string): void
}

/** What is left of a token that lost a character, its prefix or the underscore: almost the secret still. */
const LONG_AND_RANDOM = /[0-9A-Za-z]{40,}/g

/**
 * A logger of JSON lines. Tokens, and whatever looks like most of one, are masked in every line on
 * its way out, so that none can reach a log whatever put it there; credentials in headers are cut
 * before that.
 */
export function createLogger(level: string, sink: LogSink): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'headers.authorization',
          'headers.cookie',
          'headers["set-cookie"]',
          'headers["x-api-key"]',
          'headers["api-key"]',
          'headers["x-auth-token"]',
          'password',
          '*.password',
          'token',
          '*.token',
          'secret',
          '*.secret',
        ],
        censor: '[redacted]',
      },
    },
    { write: line => sink.write(masked(line)) },
  )
}

function masked(line: string): string {
  return maskTokensIn(line).replace(LONG_AND_RANDOM, text => `…${text.slice(-4)}`)
}
