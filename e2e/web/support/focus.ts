import type { Locator, Page } from 'playwright-core'

/** The beginning of what has the focus, as HTML. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.outerHTML.slice(0, 400) ?? '')
}

/** The text of what has the focus. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
}

/** Presses Tab until the focus is there; throws where it never comes there. */
export async function tabTo(target: Locator): Promise<void> {
  await target.waitFor()
  const page = target.page()
  for (let presses = 0; presses < 100; presses += 1) {
    if (await target.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never leads to ${target}, but to ${await focused(page)}`)
}

/** Goes there with Tab, and presses Enter. */
export async function press(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('Enter')
}

/** Goes there with Tab, and types. */
export async function type(target: Locator, text: string): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.type(text)
}

/** Goes there with Tab, and ticks it or takes the tick away. */
export async function tick(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('Space')
}

/** Takes the first of what is offered to somebody who types. */
export async function pick(offered: Locator): Promise<void> {
  await offered.waitFor()
  const { keyboard } = offered.page()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
}

/** Opens a menu, and chooses from it by the letters that the item begins with. */
export async function choose(button: Locator, item: string): Promise<void> {
  await press(button)
  const page = button.page()
  await page.getByRole('menu').waitFor()
  await page.keyboard.type(item)
  await page.getByRole('menuitem', { name: item }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
}

/** Presses the button of a dialog that does what it asks, and waits until it is gone. */
export async function confirm(page: Page, action: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await press(dialog.getByRole('button', { name: action }))
  await dialog.waitFor({ state: 'detached' })
}

/** Waits until it has the focus, however it came there. */
export async function hasFocus(target: Locator): Promise<void> {
  await target.and(target.page().locator(':focus')).waitFor()
}

/** Goes so many steps back with Shift+Tab; throws where what has the focus cannot be seen. */
export async function backInSight(page: Page, steps: number): Promise<void> {
  for (let step = 0; step <= steps; step++) {
    if (step > 0) await page.keyboard.press('Shift+Tab')
    if (!(await isInSight(page))) throw new Error(`It cannot be seen: ${await focused(page)}`)
  }
}

/** Waits until something of the page has the focus, which would be lost on the page itself. */
export async function keepsFocus(page: Page): Promise<void> {
  await page.locator(':focus:not(body)').waitFor()
}

/** Nothing lies over it but a message, which goes by itself. */
function isInSight(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { activeElement } = document
    if (!activeElement) return false
    const { left, top, width, height } = activeElement.getBoundingClientRect()
    const messages = document.querySelector('[role=region][aria-label^="Notifications"]')
    const [seen] = document
      .elementsFromPoint(left + width / 2, top + height / 2)
      .filter(element => !messages?.contains(element))
    return activeElement.contains(seen ?? null)
  })
}
