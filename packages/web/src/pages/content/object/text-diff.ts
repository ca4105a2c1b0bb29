/** A piece of a text or a list: in both, or in one of the two. */
export interface Piece<T> {
  kind: 'same' | 'added' | 'removed'
  items: T[]
}

/** More differences are not told one by one. */
const MAX_STEPS = 400
/** Longer texts are compared by lines. */
const MAX_WORDS = 4000

/** What differs between two texts: by words, long ones by lines. */
export function compareTexts(
  before: string,
  after: string,
): { kind: Piece<string>['kind']; text: string }[] {
  const words = [before, after].map(text => text.split(/(\s+)/).filter(word => word !== ''))
  const [one = [], other = []] = words.some(list => list.length > MAX_WORDS)
    ? [before, after].map(linesOf)
    : words
  return compareLists(one, other, Object.is).map(({ kind, items }) => ({
    kind,
    text: items.join(''),
  }))
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/)
}

/** What differs between two lists: the shortest way from one to the other, where that is not too long. */
export function compareLists<T>(
  before: readonly T[],
  after: readonly T[],
  isSame: (one: T, other: T) => boolean,
): Piece<T>[] {
  let start = 0
  const shorter = Math.min(before.length, after.length)
  const same = (x: number, y: number) =>
    x < before.length && y < after.length && isSame(before[x] as T, after[y] as T)
  while (start < shorter && same(start, start)) start++
  let end = 0
  while (end < shorter - start && same(before.length - 1 - end, after.length - 1 - end)) {
    end++
  }
  const pieces: Piece<T>[] = []
  const put = (kind: Piece<T>['kind'], items: readonly T[]) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.items.push(...items)
    else if (items.length > 0) pieces.push({ kind, items: [...items] })
  }
  put('same', before.slice(0, start))
  const middle = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  for (const step of shortestWay(middle[0] ?? [], middle[1] ?? [], isSame))
    put(step.kind, step.items)
  put('same', before.slice(before.length - end))
  return pieces
}

/** Myers, "An O(ND) Difference Algorithm" (1986), with the furthest points of every round kept for the way back. */
function shortestWay<T>(
  before: readonly T[],
  after: readonly T[],
  isSame: (one: T, other: T) => boolean,
): Piece<T>[] {
  const rounds: Map<number, number>[] = []
  let furthest = new Map([[1, 0]])
  for (let steps = 0; steps <= MAX_STEPS; steps++) {
    const next = new Map(furthest)
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      let x = isDown(furthest, diagonal, steps)
        ? (furthest.get(diagonal + 1) ?? 0)
        : (furthest.get(diagonal - 1) ?? 0) + 1
      let y = x - diagonal
      while (x < before.length && y < after.length && isSame(before[x] as T, after[y] as T)) {
        x++
        y++
      }
      next.set(diagonal, x)
      if (x >= before.length && y >= after.length) {
        return wayBack(before, after, [...rounds, furthest])
      }
    }
    rounds.push(furthest)
    furthest = next
  }
  return [
    { kind: 'removed', items: [...before] },
    { kind: 'added', items: [...after] },
  ]
}

function isDown(furthest: ReadonlyMap<number, number>, diagonal: number, steps: number): boolean {
  if (diagonal === -steps) return true
  if (diagonal === steps) return false
  return (furthest.get(diagonal - 1) ?? 0) < (furthest.get(diagonal + 1) ?? 0)
}

function wayBack<T>(
  before: readonly T[],
  after: readonly T[],
  rounds: readonly ReadonlyMap<number, number>[],
): Piece<T>[] {
  const way: Piece<T>[] = []
  let x = before.length
  let y = after.length
  for (let steps = rounds.length - 1; steps >= 0; steps--) {
    const furthest = rounds[steps] ?? new Map<number, number>()
    const diagonal = x - y
    const from = isDown(furthest, diagonal, steps) ? diagonal + 1 : diagonal - 1
    const fromX = furthest.get(from) ?? 0
    const fromY = fromX - from
    while (x > fromX && y > fromY) {
      x--
      y--
      way.push({ kind: 'same', items: [before[x] as T] })
    }
    if (steps === 0) break
    if (x === fromX) way.push({ kind: 'added', items: [after[y - 1] as T] })
    else way.push({ kind: 'removed', items: [before[x - 1] as T] })
    x = fromX
    y = fromY
  }
  return way.reverse()
}
