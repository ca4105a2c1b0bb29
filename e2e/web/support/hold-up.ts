import type { Page } from 'playwright-core'

/** Holds up the answers to changes at an address, as a slow server would, until they are released. */
export async function holdUp(page: Page, address: string) {
  let tellArrived = () => {}
  let release = () => {}
  const arrived = new Promise<void>(resolve => {
    tellArrived = resolve
  })
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route(address, async route => {
    if (route.request().method() === 'GET') return route.continue()
    const response = await route.fetch()
    tellArrived()
    await released
    await route.fulfill({ response })
  })
  return {
    /** Resolves once the server has made the change. */
    arrived,
    release,
  }
}

/** Lets the server fail at an address until the function that it answers is called. */
export async function breakDown(page: Page, address: string): Promise<() => Promise<void>> {
  await page.route(address, route =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Something went wrong here.',
        status: 500,
        code: 'INTERNAL',
        requestId: 'req_broken',
      }),
    }),
  )
  return () => page.unroute(address)
}

/** Lets a request to the server as it is, its files and all, and holds the answer until it is released, or lost. */
export async function holdAnswer(page: Page, urlPattern: string) {
  const devtools = await page.context().newCDPSession(page)
  const paused = new Promise<string>(resolve => {
    devtools.once('Fetch.requestPaused', ({ requestId }) => resolve(requestId))
  })
  await devtools.send('Fetch.enable', { patterns: [{ urlPattern, requestStage: 'Response' }] })
  return {
    async release() {
      await devtools.send('Fetch.continueResponse', { requestId: await paused })
      await devtools.send('Fetch.disable')
    },
    async lose() {
      const requestId = await paused
      await devtools.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' })
      await devtools.send('Fetch.disable')
    },
  }
}
