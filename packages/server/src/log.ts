import { maskTokensIn } from '@keywright/core'
import { type Logger, pino } from 'pino'

/** A place that log lines go to. */
export interface LogSink {
  write(line: string): void
}

/**
 * A logger of JSON lines. Every line passes through `maskTokensIn` on its way out, so that a token
 * cannot reach a log whatever put it there; credentials in headers are cut before that.
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
    { write: line => sink.write(maskTokensIn(line)) },
  )
}
