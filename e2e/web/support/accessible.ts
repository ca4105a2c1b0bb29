import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/**
 * Fails when the page, as it is now, breaks a rule of WCAG 2.2 AA that a program can check, in light
 * or in dark.
 */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const found = await page.evaluate(async ({ tags, colours }) => {
    // The line above saw to it.
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { classList } = document.documentElement
    const first = classList.contains('dark')
    const found: string[] = []
    for (const isDark of [first, !first]) {
      classList.toggle('dark', isDark)
      await rest()
      const { violations } = await axe.run(document, {
        // Themes differ in their colours and in nothing else.
        runOnly:
          isDark === first ? { type: 'tag', values: tags } : { type: 'rule', values: colours },
        // The one rule that is new in WCAG 2.2, which axe leaves out unless it is asked for.
        ...(isDark === first && { rules: { 'target-size': { enabled: true } } }),
        resultTypes: ['violations'],
        // Nothing that is asked for needs style sheets or media to be loaded once more.
        preload: false,
      })
      for (const { id, help, nodes } of violations) {
        for (const { html, target, failureSummary } of nodes) {
          const why = failureSummary?.replaceAll('\n', '\n  ')
          const theme = isDark ? 'dark' : 'light'
          found.push(`${id} in ${theme}: ${help}\n  ${target.join(' ')}\n  ${html}\n  ${why}`)
        }
      }
    }
    classList.toggle('dark', first)
    await rest()
    return found

    /** What moves is checked where it comes to rest; what moves for ever is not waited for. */
    async function rest() {
      // What inherits a colour follows one step after the other.
      for (let moving = movers(); moving.length > 0; moving = movers()) {
        await Promise.allSettled(moving.map(animation => animation.finished))
        await new Promise(requestAnimationFrame)
      }
    }

    function movers() {
      return document
        .getAnimations()
        .filter(
          ({ effect, playState }) =>
            playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime),
        )
    }
  }, RULES)
  if (found.length > 0) {
    expect.fail(`${found.length} found by axe at ${page.url()}\n\n${found.join('\n\n')}`)
  }
}

/** The packed one, since each page takes it in anew. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const RULES = {
  tags: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  colours: ['color-contrast', 'link-in-text-block'],
}
