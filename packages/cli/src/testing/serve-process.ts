import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** `keywright serve` as a process of its own. */
export interface ServeProcess {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** Resolves with the address once it says that it is ready; rejects when it ends before. */
  ready: Promise<string>
  /** Resolves with the exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** What runs the program from its sources, with the backoffice; `programFile()` runs faster, without. */
export const FROM_SOURCES = ['--import', import.meta.resolve('tsx'), '--conditions=source', MAIN]

/** Starts it as `node` with these arguments, on a free port unless told otherwise. */
export function startServe(
  program: readonly string[],
  env: Readonly<Record<string, string>>,
): ServeProcess {
  const child = spawn(process.execPath, [...program, 'serve'], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  const exited = new Promise<number | NodeJS.Signals | null>(resolve => {
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text
      const url = /ready at (\S+)\n/.exec(stderr)?.[1]
      if (url) resolve(url)
    })
    void exited.then(how =>
      reject(new Error(`It ended with ${how} before it was ready:\n${stderr}`)),
    )
  })
  // Some tests wait for the end only.
  ready.catch(() => {})
  return { child, ready, exited, stdout: () => stdout, stderr: () => stderr }
}
