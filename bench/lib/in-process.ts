import type { Bench } from './bench.ts'
import { CORES, run } from './children.ts'
import type { InProcessFindings } from './in-process-findings.ts'
import { fromHere } from './paths.ts'

const KEYS = 100_000
let found: Promise<InProcessFindings> | undefined

/** What the program that verifies in its own process finds; it runs once. */
export function verifyInProcess(bench: Bench): Promise<InProcessFindings> {
  found ??= runProgram(bench)
  return found
}

async function runProgram(bench: Bench): Promise<InProcessFindings> {
  const { place, keys, domainId } = await bench.embedded(KEYS)
  const program = fromHere('programs/in-process.ts')
  const args = [String(keys), String(bench.quick ? 1 : 5), domainId]
  const output = await run(process.execPath, ['--import', 'tsx', program, ...args], {
    core: CORES?.server,
    env: { ...place },
  })
  return JSON.parse(output)
}
