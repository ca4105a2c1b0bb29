import { useBlocker } from '@tanstack/react-router'
import { useRef, useState } from 'react'

/** A question before something would be lost. */
export interface LeaveQuestion {
  isAsking: boolean
  /** Does something that ends the page, after the question where it is due. */
  askBefore(leave: () => void): void
  stay(): void
  go(): void
}

/** Asks, once, before the page is left while something would be lost; the browser asks by itself. */
export function useLeaveQuestion(wouldLose: boolean): LeaveQuestion {
  const [waiting, setWaiting] = useState<() => void>()
  const wasAsked = useRef(false)
  const isDue = () => wouldLose && !wasAsked.current
  const blocker = useBlocker({
    shouldBlockFn: isDue,
    enableBeforeUnload: isDue,
    withResolver: true,
  })
  return {
    isAsking: waiting !== undefined || blocker.status === 'blocked',
    askBefore(leave) {
      if (isDue()) setWaiting(() => leave)
      else leave()
    },
    stay() {
      wasAsked.current = true
      setWaiting(undefined)
      blocker.reset?.()
    },
    go() {
      wasAsked.current = true
      setWaiting(undefined)
      waiting?.()
      blocker.proceed?.()
    },
  }
}
