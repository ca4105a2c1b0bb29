import { signInPrompt } from './prompt.ts'

/** For `refetchInterval`: reads again and again, but not while nobody is signed in. */
export function pollEvery(milliseconds: number): () => number | false {
  return () => (signInPrompt.turnedDown.get() ? false : milliseconds)
}
