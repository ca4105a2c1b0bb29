import { useMemo } from 'react'

/**
 * Takes note of what has the focus when a dialog opens; answers what gives it back, or moves it to the
 * page's heading when that thing is gone. Radix does this only for dialogs with a trigger of their own.
 */
export function useFocusReturn(open: boolean): (event: Event) => void {
  // While drawing, for what gets the focus inside of the dialog takes it before any effect runs.
  const before = useMemo(() => (open ? focused() : null), [open])
  return event => {
    if (event.defaultPrevented) return
    event.preventDefault()
    const target = before?.isConnected ? before : document.querySelector<HTMLElement>('main h1')
    target?.focus({ preventScroll: true })
  }
}

/** An action of a menu goes with its menu, so its place is taken by the button of the menu. */
function focused(): HTMLElement | null {
  const element = document.activeElement
  const button = element?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  if (button) return document.getElementById(button)
  return element instanceof HTMLElement && element !== document.body ? element : null
}
