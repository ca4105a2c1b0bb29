import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Fails when the page, as it is now, breaks a rule of WCAG 2.2 AA that a program can check. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async tags => {
    // What moves is checked where it comes to rest; what moves for ever is not waited for.
    const ending = document
      .getAnimations()
      .filter(animation => Number.isFinite(animation.effect?.getComputedTiming().endTime))
    await Promise.allSettled(ending.map(animation => animation.finished))
    // The line above brought it there.
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      // The one rule that is new in WCAG 2.2, which axe leaves out unless it is asked for.
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, target, failureSummary }) =>
          `${id}: ${help}\n  ${target.join(' ')}\n  ${html}\n  ${failureSummary?.replaceAll('\n', '\n  ')}`,
      ),
    )
  }, TAGS)
  if (found.length > 0) {
    expect.fail(`${found.length} found by axe at ${page.url()}\n\n${found.join('\n\n')}`)
  }
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
