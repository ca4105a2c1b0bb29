import { useState } from 'react'
import { heirOf } from '../lib/guard-focus.ts'

/**
 * Takes note of what has the focus when a dialog opens; answers what gives it back, or hands it to the
 * heir of that thing, the dialog below or the page's heading when it is gone. Radix does this only for
 * dialogs with a trigger of their own.
 */
export function useFocusReturn(open: boolean): (event: Event) => void {
  const [state, setState] = useState<State>(CLOSED)
  // While drawing, for what gets the focus inside of the dialog takes it before any effect runs. It is
  // still known while the dialog goes, which is drawn once more on its way out.
  if (state.open !== open) {
    setState(open ? { open, before: focused(), page: location.pathname } : { ...state, open })
  }
  const { before, page } = state
  return event => {
    if (event.defaultPrevented) return
    event.preventDefault()
    if (before?.isConnected && !before.matches(':disabled')) {
      before.focus({ preventScroll: true })
      // What was chosen may have moved it out of sight.
      if (before.matches(':focus-visible')) before.scrollIntoView({ block: 'nearest' })
    } else {
      const heir = before && page === location.pathname ? heirOf(before) : null
      ;(heir ?? dialogOrHeading())?.focus()
    }
  }
}

interface State {
  open: boolean
  before: HTMLElement | null
  /** Where that is: another page has its own beginning. */
  page: string
}

const CLOSED: State = { open: false, before: null, page: '' }

/** An action of a menu goes with its menu, so its place is taken by the button of the menu. */
function focused(): HTMLElement | null {
  const element = document.activeElement
  const button = element?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  if (button) return document.getElementById(button)
  return element instanceof HTMLElement && element !== document.body ? element : null
}

function dialogOrHeading(): HTMLElement | null {
  const dialogs = document.querySelectorAll<HTMLElement>('[role=dialog][data-state=open]')
  return [...dialogs].at(-1) ?? document.querySelector<HTMLElement>('main h1')
}
