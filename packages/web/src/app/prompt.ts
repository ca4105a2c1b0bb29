import { createStore, type Store } from '../lib/store.ts'

/** A question that a dialog at the top of the page answers; everybody who asks meanwhile gets the same answer. */
export interface Prompt {
  /** Whether the dialog is open. */
  readonly open: Store<boolean>
  /** Whether it was last turned down, so that nothing but the person opens it again. */
  readonly turnedDown: Store<boolean>
  /** When somebody last did what was asked for, in milliseconds since the page was opened. */
  doneAt(): number
  /** Opens the dialog; true when the person did what was asked for, false when they turned it down. */
  ask(): Promise<boolean>
  answer(done: boolean): void
}

function createPrompt(): Prompt {
  const open = createStore(false)
  const turnedDown = createStore(false)
  let waiting: ((done: boolean) => void)[] = []
  let doneAt = 0
  return {
    open,
    turnedDown,
    doneAt: () => doneAt,
    ask() {
      open.set(true)
      return new Promise(resolve => waiting.push(resolve))
    },
    answer(done) {
      open.set(false)
      turnedDown.set(!done)
      if (done) doneAt = performance.now()
      const answered = waiting
      waiting = []
      for (const resolve of answered) resolve(done)
    },
  }
}

/** The session has ended: sign in again, on the same page. */
export const signInPrompt = createPrompt()

/** What is about to be done needs the password, entered within the last five minutes. */
export const passwordPrompt = createPrompt()
