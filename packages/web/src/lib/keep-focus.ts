const OFF = ':disabled, [aria-disabled=true]'

/** Half a second: changes that go through the address are drawn a little later. */
const FRAMES = 30

/**
 * For a change that may take away or disable what has the focus: gives it to something near, so that
 * it does not fall back to the whole page.
 */
export function keepFocus(near: () => HTMLElement | null | undefined): void {
  const had = document.activeElement
  let frames = FRAMES
  function look() {
    const has = document.activeElement
    if (has === document.body || has?.matches(OFF)) near()?.focus()
    else if (has === had && frames-- > 0) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
