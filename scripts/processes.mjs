// @ts-check
import { spawn } from 'node:child_process'
import process from 'node:process'

/** @typedef {{ env?: NodeJS.ProcessEnv, shell?: boolean, cwd?: string }} Options */

/**
 * Runs a program on our own terminal; resolves with its exit code. Signals that we get go to it.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>}
 */
export function runVisibly(command, args, options = {}) {
  return ended(spawn(command, args, { ...options, stdio: 'inherit' }))
}

/**
 * Runs a program and keeps what it prints, for the case that it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runCaptured(command, args, options = {}) {
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const child = spawn(command, args, {
    ...options,
    env: { ...(options.env ?? process.env), ...colours },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    output += text
  })
  const code = await ended(child)
  return { code, output }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  /** @type {NodeJS.Signals | undefined} */
  let received
  /** @param {NodeJS.Signals} signal */
  function forward(signal) {
    received = signal
    // A terminal sends Ctrl-C to the child too, and a second one would cut its goodbye short.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      // Whoever stopped us sees that we were stopped, and what would have come next does not.
      if (signal !== null || (received !== undefined && code !== 0)) {
        process.kill(process.pid, signal ?? received)
      } else {
        resolve(code ?? 1)
      }
    })
  })
}
