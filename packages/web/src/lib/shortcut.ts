import { createStore } from './store.ts'

/** Whether single keys do something, kept in this browser: for some people they get in the way. */
export const shortcuts = createStore<'on' | 'off'>(
  localStorage.getItem('shortcuts') === 'off' ? 'off' : 'on',
)

shortcuts.subscribe(() => localStorage.setItem('shortcuts', shortcuts.get()))

/** Whether a key that was pressed is meant for the page: nobody is typing, and nothing lies over it. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (shortcuts.get() === 'off' || isTyping(event.target)) return false
  return document.querySelector('[role$=dialog], [role=menu]') === null
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(FIELDS))
}

const FIELDS = 'input:not([type=checkbox], [type=radio]), textarea, select'
