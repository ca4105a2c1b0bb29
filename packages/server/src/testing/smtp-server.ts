import { createServer, type Socket } from 'node:net'

/** A message as the mail server was given it. */
export interface ReceivedMail {
  from: string
  to: string[]
  /** Head and body as they came over the wire. */
  raw: string
  /** The text of all parts, decoded. */
  text: string
  /** The HTML part alone, decoded. */
  html: string
}

/** A mail server on loopback that keeps what it is given. */
export interface SmtpServer {
  url: string
  mails: ReceivedMail[]
  /** With an answer set, every receiver is refused with it. */
  refuseWith(answer: string | undefined): void
  close(): Promise<void>
}

/** Starts a mail server (RFC 5321, as little of it as a client needs) on a free port. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const mails: ReceivedMail[] = []
  const sockets = new Set<Socket>()
  let refusal: string | undefined
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    converse(socket, { refusal: () => refusal, keep: mail => void mails.push(mail) })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('There is no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    refuseWith(answer) {
      refusal = answer
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

function converse(
  socket: Socket,
  { refusal, keep }: { refusal(): string | undefined; keep(mail: ReceivedMail): void },
) {
  let buffer = ''
  let inData = false
  let envelope: { from: string; to: string[] } = { from: '', to: [] }
  const say = (line: string) => socket.write(`${line}\r\n`)
  const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? ''

  const commands: Record<string, (line: string) => void> = {
    EHLO: () => say('250 localhost'),
    HELO: () => say('250 localhost'),
    MAIL: line => {
      envelope = { from: addressIn(line), to: [] }
      say('250 ok')
    },
    RCPT: line => {
      envelope.to.push(addressIn(line))
      say(refusal() ?? '250 ok')
    },
    DATA: () => {
      inData = true
      say('354 go on')
    },
    QUIT: () => {
      say('221 bye')
      socket.end()
    },
  }

  say('220 localhost')
  socket.on('data', chunk => {
    buffer += chunk.toString('latin1')
    for (;;) {
      const end = inData ? '\r\n.\r\n' : '\r\n'
      const at = buffer.indexOf(end)
      if (at === -1) return
      const part = buffer.slice(0, at)
      buffer = buffer.slice(at + end.length)
      if (inData) {
        inData = false
        const raw = part.replace(/^\./gm, '')
        keep({ ...envelope, raw, ...decode(raw) })
        say('250 taken')
      } else {
        const command = commands[part.slice(0, 4).toUpperCase()]
        if (command) command(part)
        else say('502 not known')
      }
    }
  })
}

/** Undoes quoted-printable and base64 (RFC 2045 section 6) in every part. */
function decode(raw: string): { text: string; html: string } {
  const parts = raw.split(/\r\n--[^\r\n]+\r\n/).map(part => {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    return { head, body: decodeBody(head, rest.join('\r\n\r\n')) }
  })
  return {
    text: parts.map(({ body }) => body).join('\n'),
    html: parts.find(({ head }) => /content-type: text\/html/i.test(head))?.body ?? '',
  }
}

function decodeBody(head: string, body: string): string {
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/transfer-encoding: quoted-printable/i.test(head)) return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
