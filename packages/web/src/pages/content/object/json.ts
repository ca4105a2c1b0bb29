import { isSchema } from '../types/field-kind.ts'

/** Compares JSON values; the order of members makes no difference, that of elements does. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((part, index) => isSameJson(part, other[index]))
  }
  if (!isSchema(one) || !isSchema(other)) return false
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every(name => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
  )
}

/**
 * Finds for each entry of a list the one of an earlier state that it was: the same, wherever it is
 * now; of those that were changed, the first with the first. Undefined: it is new.
 */
export function matchEntries(
  before: readonly unknown[],
  after: readonly unknown[],
): (number | undefined)[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isSameJson(before[start], after[start])) start += 1
  let end = 0
  while (end < shorter - start && isSameJson(before.at(-1 - end), after.at(-1 - end))) end += 1

  const left = new Map<string, number[]>()
  for (let index = start; index < before.length - end; index += 1) {
    const key = JSON.stringify(before[index])
    const same = left.get(key)
    if (same) same.push(index)
    else left.set(key, [index])
  }
  const found = after.map((entry, index) => {
    if (index < start) return index
    if (index >= after.length - end) return before.length - after.length + index
    return left.get(JSON.stringify(entry))?.shift()
  })
  const others = [...left.values()].flat().sort((one, other) => one - other)
  return found.map(index => index ?? others.shift())
}
