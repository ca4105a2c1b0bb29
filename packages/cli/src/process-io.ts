import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { EXIT, Failure } from './exit.ts'
import type { Io, Output } from './io.ts'

/** The world as the process finds it. */
export function processIo(): Io {
  return {
    env: process.env,
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    stdin: () => process.stdin.setEncoding('utf8'),
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
    now: () => Date.now(),
    stopped,
  }
}

function outputTo(stream: NodeJS.WriteStream): Output {
  // Whoever reads us may have seen enough, as in `keywright keys list | head -1`.
  stream.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') process.exit(EXIT.ok)
    throw error
  })
  return {
    write: text => void stream.write(text),
    async drained() {
      if (stream.writableNeedDrain) await once(stream, 'drain')
    },
    isTerminal: stream.isTTY ?? false,
  }
}

async function ask(question: string, { hidden = false } = {}): Promise<string> {
  // Readline draws the question itself; where it must stay silent, it is drawn before.
  if (hidden) process.stderr.write(question)
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) process.stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      const cancel = () => reject(new Failure(hidden ? 'Cancelled.' : '\nCancelled.'))
      lines.once('SIGINT', cancel).once('close', cancel)
      lines.question(question).then(resolve, reject)
    })
  } finally {
    lines.close()
    if (hidden) process.stderr.write('\n')
  }
}

function stopped(): Promise<void> {
  return new Promise(resolve => {
    let told = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        // Whoever asks twice does not want to wait.
        if (told) process.exit(EXIT.failed)
        told = true
        resolve()
      })
    }
  })
}
