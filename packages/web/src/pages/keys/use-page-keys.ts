import { useEffect, useEffectEvent } from 'react'
import { isShortcut } from '../../lib/shortcut.ts'

/** Does what single keys ask for, by their names; nothing while somebody types or answers a dialog. */
export function usePageKeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const run = isShortcut(event) ? keys[event.key] : undefined
    if (!run) return
    event.preventDefault()
    run()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}
