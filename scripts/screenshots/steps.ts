import type { Page } from 'playwright-core'

/** What is done on a page before its picture is taken. */
export type Step = (page: Page) => Promise<unknown>

type Name = string | RegExp

/** Opens a tab. */
export function tab(name: Name): Step {
  return page => page.getByRole('tab', { name }).click()
}

/** Presses a button. */
export function button(name: Name): Step {
  return page => topmost(page).getByRole('button', { name, exact: true }).first().click()
}

/** Chooses from the open menu. */
export function item(name: Name): Step {
  return page => page.getByRole('menuitem', { name }).first().click()
}

/** Chooses one of several. */
export function radio(name: Name): Step {
  return page => page.getByRole('radio', { name }).click()
}

/** Ticks a box. */
export function tick(name: Name): Step {
  return page => page.getByRole('checkbox', { name }).first().click()
}

/** Fills a field. */
export function type(label: string, text: string): Step {
  return page => page.getByLabel(label, { exact: true }).last().fill(text)
}

/** Into whatever has the focus. */
export function write(text: string): Step {
  return page => page.keyboard.type(text)
}

/** Presses keys. */
export function press(keys: string): Step {
  return page => page.keyboard.press(keys)
}

/** Waits until something is there. */
export function shown(role: 'button' | 'dialog' | 'option', name: Name = /(?:)/): Step {
  return page => page.getByRole(role, { name }).last().waitFor()
}

/** Waits until a text is there. */
export function says(text: string): Step {
  return page => page.getByText(text).first().waitFor()
}

/** From here on nothing reaches the server. */
export function cutOff(): Step {
  return page => page.route('**', route => route.abort())
}

/** From here on the server refuses changes of what has such an address; a failing one, reading too. */
export function refuse(path: RegExp, status: number, code: string, title: string): Step {
  return page =>
    page.route(
      ({ pathname }) => pathname.startsWith('/v1/') && path.test(pathname),
      route => {
        if (status < 500 && route.request().method() === 'GET') return route.continue()
        const problem = { type: 'about:blank', title, status, code, requestId: REQUEST }
        const contentType = 'application/problem+json'
        return route.fulfill({ status, contentType, json: problem })
      },
    )
}

/** From here on no key can be changed with others. */
export function failInBulk(): Step {
  return page =>
    page.route('**/keys/bulk', route => {
      const { ids } = route.request().postDataJSON()
      const items = ids.map((id: string) => ({ id, done: false, code: 'FORBIDDEN' }))
      return route.fulfill({ json: { items } })
    })
}

/** Makes no shared secret, so that the next picture can make it too. */
export function answerSecret(): Step {
  return page =>
    page.route('**/shared-secret', route =>
      route.request().method() === 'POST'
        ? route.fulfill({ json: { secret: 'kws_0123456789abcdefghijABCDEFGHIJ0123456789' } })
        : route.continue(),
    )
}

const REQUEST = 'req_01m7yndkrafvmvgyz9a014zjdv'

/** The dialog that is open, else the page. */
function topmost(page: Page) {
  return page.locator('[role$=dialog][data-state=open], body:not(:has([role$=dialog]))').last()
}
