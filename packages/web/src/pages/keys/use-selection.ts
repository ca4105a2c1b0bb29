import type { Key } from '@keywright/contract'
import { useCallback, useMemo, useState } from 'react'

/** The keys that are ticked, of those that can be. */
export interface Selection {
  keys: readonly Key[]
  ids: ReadonlySet<string>
  set: (id: string, selected: boolean) => void
  toggle: (id: string) => void
  setAll: (selected: boolean) => void
}

/** Begins with nothing selected, and again whenever the list shows something else (`list`). */
export function useSelection(rows: readonly Key[], list: unknown): Selection {
  const [chosen, setChosen] = useState({ list, ids: NONE })
  const ids = chosen.list === list ? chosen.ids : NONE
  const keys = useMemo(
    () => (ids.size === 0 ? [] : rows.filter(key => ids.has(key.id))),
    [rows, ids],
  )
  const set = useCallback(
    (id: string, selected: boolean) =>
      setChosen(before => {
        const after = new Set(before.list === list ? before.ids : NONE)
        if (selected) after.add(id)
        else after.delete(id)
        return { list, ids: after }
      }),
    [list],
  )
  function toggle(id: string) {
    if (rows.some(key => key.id === id)) set(id, !ids.has(id))
  }
  const setAll = (selected: boolean) =>
    setChosen({ list, ids: selected ? new Set(rows.map(key => key.id)) : NONE })
  return { keys, ids, set, toggle, setAll }
}

const NONE: ReadonlySet<string> = new Set()
