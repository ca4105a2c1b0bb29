/** A row as the order sees it: its id, and the ids that it refers to. */
export interface ReferringRow {
  id: string | undefined
  refers: readonly string[]
}

/**
 * The rows in groups, so that each group refers only to itself and to groups before it. A group of
 * several rows refers to itself in a circle (Tarjan's strongly connected components). Rows with the
 * same id keep their order.
 */
export function orderByReferences(rows: readonly ReferringRow[]): number[][] {
  const targets = targetsOf(rows)
  const groups: number[][] = []
  const found = new Int32Array(rows.length).fill(-1)
  const lowest = new Int32Array(rows.length)
  const isOpen = new Uint8Array(rows.length)
  const open: number[] = []
  let count = 0

  function visit(root: number) {
    // A stack of its own: rows may form a chain as long as the file.
    const path = [{ row: root, next: 0 }]
    enter(root)
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { row } = step
      const target = targets[row]?.[step.next]
      if (target === undefined) {
        path.pop()
        leave(row, path.at(-1)?.row)
        continue
      }
      step.next++
      if (found[target] === -1) {
        enter(target)
        path.push({ row: target, next: 0 })
      } else if (isOpen[target]) lower(row, found[target] ?? 0)
    }
  }

  function enter(row: number) {
    found[row] = count
    lowest[row] = count
    count++
    isOpen[row] = 1
    open.push(row)
  }

  function leave(row: number, parent: number | undefined) {
    if (parent !== undefined) lower(parent, lowest[row] ?? 0)
    if (lowest[row] !== found[row]) return
    const group = open.splice(open.lastIndexOf(row))
    for (const member of group) isOpen[member] = 0
    groups.push(group.sort((a, b) => a - b))
  }

  function lower(row: number, to: number) {
    lowest[row] = Math.min(lowest[row] ?? 0, to)
  }

  for (const row of rows.keys()) if (found[row] === -1) visit(row)
  return groups
}

function targetsOf(rows: readonly ReferringRow[]): number[][] {
  const last = new Map<string, number>()
  const first = new Map<string, number>()
  const before = rows.map(({ id }, index) => {
    if (id === undefined) return undefined
    const earlier = last.get(id)
    last.set(id, index)
    if (earlier === undefined) first.set(id, index)
    return earlier
  })
  return rows.map(({ refers }, index) => {
    const targets = refers.flatMap(id => {
      const target = first.get(id)
      return target === undefined || target === index ? [] : [target]
    })
    const earlier = before[index]
    return earlier === undefined ? targets : [earlier, ...targets]
  })
}
