import { useEffect } from 'react'

/** Long enough to read a screen of a list. */
const EVERY = 12_000
/** Somebody is there, and scrolls. */
const LEFT_ALONE = 60_000
const TICK = 1000

const BY_HAND = ['wheel', 'pointerdown', 'keydown'] as const

/** Shows what is longer than its screen one part after the other, as nobody is there to scroll. */
export function usePaging(): void {
  useEffect(() => {
    let due = Date.now() + EVERY
    const timer = setInterval(() => {
      if (Date.now() < due) return
      due = Date.now() + EVERY
      turnPage()
    }, TICK)
    const wait = () => {
      due = Date.now() + LEFT_ALONE
    }
    for (const sign of BY_HAND) addEventListener(sign, wait, { passive: true })
    return () => {
      clearInterval(timer)
      for (const sign of BY_HAND) removeEventListener(sign, wait)
    }
  }, [])
}

function turnPage() {
  const { scrollHeight } = document.documentElement
  const isAtEnd = scrollY + innerHeight >= scrollHeight - 1
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  scrollTo({
    top: isAtEnd ? 0 : scrollY + restOfPage(),
    behavior: isStill ? 'instant' : 'smooth',
  })
}

/** How far away the first thing begins that is not wholly seen; of what is longer than a screen, most of a screen. */
function restOfPage(): number {
  const things = [...document.querySelectorAll('main li, main dl > div')]
  const cut = things.map(thing => thing.getBoundingClientRect()).find(isCut)
  const far = (cut?.top ?? 0) - innerHeight * 0.04
  return far > innerHeight * 0.2 ? far : innerHeight * 0.8
}

function isCut({ bottom }: DOMRect): boolean {
  return bottom > innerHeight + 1
}
