// @ts-check
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { readIfThere } from './files.mjs'

/**
 * Works while no other process holds the same lock, such as two scripts that install into the same
 * folders. One process asks for one lock once at a time.
 * @param {string} lockFile
 * @param {() => Promise<void>} work
 * @param {(owner: string | undefined) => void} [onWait] Told once, with the process that holds it.
 */
export async function whileLocked(lockFile, work, onWait = () => {}) {
  mkdirSync(dirname(lockFile), { recursive: true })
  let told = false
  while (!takeLock(lockFile)) {
    if (!told) onWait(readIfThere(lockFile))
    told = true
    await setTimeout(100)
  }
  const release = () => rmSync(lockFile, { force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/**
 * @param {string} lockFile
 * @returns {boolean}
 */
function takeLock(lockFile) {
  // Written aside and then linked, so that a lock always has its owner inside.
  const mine = `${lockFile}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    linkSync(mine, lockFile)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return clearStaleLock(lockFile, `${mine}.stale`) && takeLock(lockFile)
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Moved aside before it is removed: two who find the same stale lock must not remove a fresh one.
 * @param {string} lockFile
 * @param {string} aside
 */
function clearStaleLock(lockFile, aside) {
  const owner = readIfThere(lockFile)
  if (owner === undefined || isAlive(Number(owner))) return false
  try {
    renameSync(lockFile, aside)
    if (readIfThere(aside) === owner) return true
    linkSync(aside, lockFile)
    return false
  } catch {
    return false // Somebody else was faster; the next attempt sees what they left.
  } finally {
    rmSync(aside, { force: true })
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid === process.pid) return false // Left by an earlier process that had our number.
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
