import { useEffect, useRef } from 'react'
import { Refusal } from '../../users/refusal.tsx'

/** Why saving or publishing was refused, where no field can say it; it comes into sight. */
export function Refused({ error }: { error: unknown }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error !== undefined) frame.current?.scrollIntoView({ block: 'nearest' })
  }, [error])
  return (
    <div ref={frame} className="scroll-mt-40 empty:hidden">
      <Refusal error={error} />
    </div>
  )
}
