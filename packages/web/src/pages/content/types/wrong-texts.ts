import { createContext, useCallback, useContext, useEffect, useId, useState } from 'react'

/** Is told of every text that cannot be read as it stands, and again once it can or is gone. */
type Report = (id: string, isWrong: boolean) => void

/** Who is told of wrong texts. */
export const WrongTexts = createContext<Report>(() => {})

/** Says that a text cannot be read as it stands, so that nobody takes what was read before for it. */
export function useWrongText(isWrong: boolean): void {
  const report = useContext(WrongTexts)
  const id = useId()
  useEffect(() => {
    if (!isWrong) return
    report(id, true)
    return () => report(id, false)
  }, [id, isWrong, report])
}

/** Whether a text is wrong inside of a `WrongTexts` with this value; who is around is told, too. */
export function useTextsWithin(): [isWrong: boolean, report: Report] {
  const around = useContext(WrongTexts)
  const [wrong, setWrong] = useState<readonly string[]>([])
  const report = useCallback<Report>(
    (id, isWrong) => {
      around(id, isWrong)
      setWrong(before => [...before.filter(other => other !== id), ...(isWrong ? [id] : [])])
    },
    [around],
  )
  return [wrong.length > 0, report]
}
