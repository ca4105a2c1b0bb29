/** What there is a limited number of, counted by name. */
export interface Places {
  /** Takes a place under each of the names, or throws; the answer gives them back, once. */
  take(places: readonly { name: string; most: number }[]): () => void
}

/** Makes the count; `full` is what is thrown where all places of a name are taken. */
export function createPlaces(full: () => Error): Places {
  const counts = new Map<string, number>()

  function add(name: string, change: number) {
    const count = (counts.get(name) ?? 0) + change
    if (count === 0) counts.delete(name)
    else counts.set(name, count)
  }

  return {
    take(places) {
      if (places.some(({ name, most }) => (counts.get(name) ?? 0) >= most)) throw full()
      for (const { name } of places) add(name, 1)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        for (const { name } of places) add(name, -1)
      }
    },
  }
}
