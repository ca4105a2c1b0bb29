/** What the program that verifies in its own process found. */
export interface InProcessFindings {
  keys: number
  callsPerSecond: number
  cpuPerSecond: number
  sustainedPerSecond: number
  garbagePerSecond: number
  garbageHashes: number
  /** What two readings of the timer take by themselves; part of every figure below. */
  timerNanoseconds: number
  nanoseconds: { p50: number; p99: number; p999: number }
}
