import type { ContentObject } from '@keywright/contract'
import { useCallback, useMemo, useState } from 'react'

/** The objects that are ticked, of those that are shown. */
export interface Selection {
  objects: readonly ContentObject[]
  ids: ReadonlySet<string>
  set: (id: string, selected: boolean) => void
  setAll: (selected: boolean) => void
}

/** Begins with nothing selected, and again whenever the list shows something else (`list`). */
export function useSelection(rows: readonly ContentObject[], list: string): Selection {
  const [chosen, setChosen] = useState({ list, ids: NONE })
  const ids = chosen.list === list ? chosen.ids : NONE
  const objects = useMemo(
    () => (ids.size === 0 ? [] : rows.filter(({ id }) => ids.has(id))),
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
  const setAll = (selected: boolean) =>
    setChosen({ list, ids: selected ? new Set(rows.map(({ id }) => id)) : NONE })
  return { objects, ids, set, setAll }
}

const NONE: ReadonlySet<string> = new Set()
