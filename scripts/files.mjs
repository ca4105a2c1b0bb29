// @ts-check
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Where what is installed lies. */
export const modules = join(root, 'node_modules')

/**
 * The text of a file of the repository.
 * @param {string} path
 */
export function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

/**
 * The text of a file that may not be there.
 * @param {string} path
 */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * The files of the repository in a folder and the folders in it, always in the same order.
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}

/**
 * Tells one text from another.
 * @param {string} text
 */
export function hash(text) {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Tells one state of files from another, by content, not by times: a checkout changes the times of
 * files that stay the same.
 * @param {string[]} files
 */
export function hashFiles(files) {
  return hash(files.map(file => `${file}\n${readFileSync(join(root, file), 'latin1')}`).join('\0'))
}
