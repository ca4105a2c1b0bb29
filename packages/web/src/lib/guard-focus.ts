/** Where something stood that is gone. */
interface Place {
  parent: Element
  before: Element | null
}

/** By what was taken out of the page, with all that is in it. */
const places = new WeakMap<Node, Place>()

/**
 * Sees to it that somebody goes on where they are when what has the focus is taken away, as the row that
 * they removed: its heir has the focus then. It would fall back to the whole page, and a keyboard or a
 * screen reader begin anew. Whoever takes it away may choose better; another page has its own beginning.
 */
export function guardFocus(): void {
  let held: HTMLElement | null = null
  let page = ''
  addEventListener('focusin', ({ target }) => {
    held = target instanceof HTMLElement ? target : null
    page = location.pathname
  })
  new MutationObserver(records => {
    for (const { target, removedNodes, previousSibling } of records) {
      if (!(target instanceof Element) || target === document.body) continue
      const place = { parent: target, before: elementOf(previousSibling) }
      for (const node of removedNodes) places.set(node, place)
    }
    if (!held || held.isConnected) return
    const lost = held
    held = null
    setTimeout(() => {
      const isLeft = document.activeElement !== document.body || location.pathname !== page
      if (!isLeft) heirOf(lost)?.focus()
    }, PATIENCE_MILLISECONDS)
  }).observe(document.body, { childList: true, subtree: true })
}

/** For dialogs to give the focus back, and for pages to draw what they come to. */
const PATIENCE_MILLISECONDS = 100

/**
 * What has the focus after something that is gone: the same control of the entry that came in the place
 * of its own or stood before that, else the control that stood before, else the heading above.
 */
export function heirOf(lost: HTMLElement): HTMLElement | null {
  const gone = lost.getRootNode()
  const place = places.get(gone)
  if (!place?.parent.isConnected || !(gone instanceof Element)) return null
  return controlOfNext(lost, gone, place) ?? controlBefore(place) ?? headingAbove(place.parent)
}

function controlOfNext(lost: HTMLElement, gone: Element, { parent, before }: Place) {
  if (gone === lost) return
  const after =
    before?.parentElement === parent ? before.nextElementSibling : parent.firstElementChild
  const number = controlsOf(gone).indexOf(lost)
  for (const entry of [after, before]) {
    if (!entry?.isConnected || entry.localName !== gone.localName) continue
    const controls = controlsOf(entry)
    const heir = controls.slice(0, number + 1).findLast(isUsable) ?? controls.find(isUsable)
    if (heir) return heir
  }
}

function controlBefore({ parent, before }: Place): HTMLElement | undefined {
  const around = parent.closest('fieldset, form, section, [role=dialog], main')
  const neighbour = before?.isConnected ? before : null
  const { DOCUMENT_POSITION_PRECEDING: PRECEDING, DOCUMENT_POSITION_CONTAINS: CONTAINS } = Node
  return controlsOf(around).findLast(control => {
    const position = (neighbour ?? parent).compareDocumentPosition(control)
    const isBefore = (position & (PRECEDING | CONTAINS)) === PRECEDING
    const isNear = isBefore || neighbour?.contains(control)
    return isNear && isUsable(control) && !control.closest('nav')
  })
}

function headingAbove(element: Element): HTMLElement | null {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const heading = at.querySelector<HTMLElement>('h1, h2, h3')
    if (!heading) continue
    heading.tabIndex = -1
    return heading
  }
  return null
}

function elementOf(node: Node | null): Element | null {
  let at = node
  while (at && !(at instanceof Element)) at = at.previousSibling
  return at
}

function controlsOf(element: Element | null): HTMLElement[] {
  if (!element) return []
  const inside = [...element.querySelectorAll<HTMLElement>(CONTROLS)]
  return element instanceof HTMLElement && element.matches(CONTROLS) ? [element, ...inside] : inside
}

const CONTROLS = 'a[href], summary, [tabindex="0"], button, input, select, textarea'

function isUsable(control: HTMLElement): boolean {
  return !control.matches(':disabled, [type=hidden]')
}
