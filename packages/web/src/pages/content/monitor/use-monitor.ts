import { useEffect, useRef, useState } from 'react'
import { useStore } from '../../../lib/store.ts'
import { EVERYTHING, type MonitorWish } from './monitor.search.ts'
import { createMonitor } from './monitor.ts'

const DEFAULT = [EVERYTHING]

/** Listens while the page is open. */
export function useMonitor(domain: string, wishes: readonly MonitorWish[] = DEFAULT) {
  const [monitor, setMonitor] = useState(() => createMonitor(domain))
  const view = useStore(monitor.view)
  const latest = useRef(wishes)
  latest.current = wishes

  // Wishes are new objects whenever the address is read.
  const text = JSON.stringify(wishes)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says when the wishes differ
  useEffect(() => monitor.listen(latest.current), [monitor, text])
  // A component that is taken away and put back, as while developing, begins anew.
  useEffect(() => () => monitor.listen([]), [monitor])

  return {
    view,
    clear: monitor.clear,
    /** After the server has ended it: with what was heard until then. */
    again() {
      monitor.close()
      setMonitor(createMonitor(domain, monitor.view.get()))
    },
  }
}
