import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter } from 'node:path'

/** The cores that measured servers and load generators are bound to; without taskset or a second core, none. */
export const CORES =
  availableParallelism() > 1 && isInstalled('taskset') ? { server: 0, load: 1 } : undefined

/** A program that runs beside this one. */
export interface Child {
  readonly process: ChildProcess
  /** Halts it and lets it go on: what it does on its own shall not disturb the measurement of another. */
  pause(): void
  resume(): void
  /** What all its threads have used of the processor so far; not a number where the system does not tell. */
  processorSeconds(): number
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>
}

/** How to start a program. */
export interface ChildOptions {
  core?: number | undefined
  env?: Record<string, string>
  /** Gives the child an IPC channel. */
  ipc?: boolean
}

/** Every program that was started and has not ended; they must not outlive this process. */
const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach(child => void child.kill('SIGKILL')))

/** Starts a program; what it complains of is shown. */
export function startChild(command: string, args: string[], options: ChildOptions = {}): Child {
  const [program, words] = pinned(command, args, options.core)
  const child = spawn(program, words, {
    env: { ...process.env, NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'pipe', 'inherit', ...(options.ipc ? (['ipc'] as const) : [])],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.stdout?.resume()
  return {
    process: child,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    processorSeconds: () => processorSeconds(child.pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs a program to its end and answers what it printed; throws when it failed. */
export async function run(
  command: string,
  args: string[],
  options: ChildOptions = {},
): Promise<string> {
  const child = startChild(command, args, options)
  let output = ''
  child.process.stdout?.setEncoding('utf8').on('data', text => {
    output += text
  })
  const [code] = await once(child.process, 'close')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
  const folders = process.env.PATH?.split(delimiter) ?? []
  return folders.some(folder => existsSync(`${folder}/${program}`))
}

/** Linux counts in ticks of a hundredth of a second; the name in parentheses may hold spaces. */
function processorSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

function pinned(command: string, args: string[], core: number | undefined): [string, string[]] {
  return core === undefined ? [command, args] : ['taskset', ['-c', String(core), command, ...args]]
}
