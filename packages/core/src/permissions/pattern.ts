import { WILDCARD } from './grammar.ts'

/**
 * True when `pattern` matches every resource that `instance` stands for. A `*` in `instance` is
 * taken as a name that occurs nowhere else, which only a `*` matches; what holds for such a name
 * holds for all of them, so asking for a wildcard means asking for all of it.
 */
export function covers(pattern: readonly string[], instance: readonly string[]): boolean {
  const last = pattern.length - 1
  if (pattern[last] === WILDCARD ? instance.length <= last : instance.length !== pattern.length) {
    return false
  }
  for (let index = 0; index <= last; index++) {
    const segment = pattern[index]
    if (segment !== WILDCARD && segment !== instance[index]) return false
  }
  return true
}

/** The pattern that matches exactly what both match; undefined when nothing does. */
export function intersectPatterns(
  left: readonly string[],
  right: readonly string[],
): readonly string[] | undefined {
  const common: string[] = []
  for (let index = 0; ; index++) {
    const inLeft = left[index]
    const inRight = right[index]
    if (inLeft === undefined || inRight === undefined) {
      return inLeft === inRight ? common : undefined
    }
    if (inLeft === WILDCARD && index === left.length - 1) return [...common, ...right.slice(index)]
    if (inRight === WILDCARD && index === right.length - 1) return [...common, ...left.slice(index)]
    if (inLeft !== WILDCARD && inRight !== WILDCARD && inLeft !== inRight) return undefined
    common.push(inLeft === WILDCARD ? inRight : inLeft)
  }
}
