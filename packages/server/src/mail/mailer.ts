import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { PublicUrl } from '../http/public-url.ts'

/** A message to one person, as plain text and as the same in HTML. */
export interface Mail {
  to: string
  subject: string
  text: string
  html: string
}

/** Sends mail where a mail server is configured. */
export interface Mailer {
  /**
   * Whether the mail server took the message; false also without a mail server. It never throws, and
   * gives up after some seconds. Call it outside of transactions.
   */
  send(mail: Mail): Promise<boolean>
}

/** How long each step of the conversation with the mail server may take. */
const TIMEOUT_MILLISECONDS = 8_000

/** Makes the mailer. */
export function createMailer(parts: {
  config: Pick<Config, 'smtpUrl' | 'mailFrom'>
  publicUrl: PublicUrl
  logger: Logger
}): Mailer {
  const { config, publicUrl, logger } = parts
  if (config.smtpUrl === undefined) return { send: async () => false }
  const transport = createTransport({
    url: config.smtpUrl,
    connectionTimeout: TIMEOUT_MILLISECONDS,
    greetingTimeout: TIMEOUT_MILLISECONDS,
    socketTimeout: TIMEOUT_MILLISECONDS,
    // Nothing in a message makes the server read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const from = () =>
    config.mailFrom ?? `Keywright <keywright@${new URL(publicUrl.current()).hostname}>`

  return {
    async send({ to, subject, text, html }) {
      try {
        // As an object the address is one address, whatever characters it has.
        const receiver = { name: '', address: to }
        await transport.sendMail({
          from: from(),
          to: receiver,
          subject: oneLine(subject),
          text,
          html,
        })
        return true
      } catch (error) {
        // Only the reason: the message holds a link that must not reach a log.
        const reason = error instanceof Error ? error.message : 'unknown'
        logger.warn({ reason: reason.slice(0, 300) }, 'a mail could not be sent')
        return false
      }
    },
  }
}

/** A header is one line: what follows a line break would be another header. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}
