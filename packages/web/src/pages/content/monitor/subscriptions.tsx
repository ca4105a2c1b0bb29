import { X } from 'lucide-react'
import { useRef } from 'react'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { IconButton } from '../../../ui/button.tsx'
import { keyOf, type MonitorWish, wordsOf } from './monitor.search.ts'
import type { Listening } from './monitor.ts'

const STATES: Readonly<Record<Listening['state'], [tone: Tone, words: string]>> = {
  asked: ['neutral', 'Asked for'],
  listening: ['good', 'Listening'],
  refused: ['danger', 'Refused'],
}

/** What is listened to, and what the server refused of it. */
export function Subscriptions({
  listening,
  onRemove,
}: {
  listening: readonly Listening[]
  onRemove: (wish: MonitorWish) => void
}) {
  const frame = useRef<HTMLDivElement>(null)

  function remove(wish: MonitorWish) {
    onRemove(wish)
    keepFocus(() => frame.current?.querySelector<HTMLElement>('button, [tabindex]'))
  }

  if (listening.length === 0) {
    return (
      <div ref={frame}>
        <p tabIndex={-1} className="text-muted">
          Nothing is listened to. Add a subscription.
        </p>
      </div>
    )
  }
  return (
    <div ref={frame}>
      <ul aria-label="Subscriptions" className="grid gap-2">
        {listening.map(({ wish, state, problem }) => {
          const [tone, words] = STATES[state]
          const name = wordsOf(wish)
          return (
            <li
              key={keyOf(wish)}
              className="flex items-start gap-3 rounded-lg border border-line py-1 pr-1 pl-3"
            >
              <div className="min-w-0 flex-1 py-1.5 wrap-anywhere">
                <p className="flex flex-wrap items-center gap-2">
                  <span>{name}</span>
                  <Badge tone={tone}>{words}</Badge>
                </p>
                {problem && (
                  <p role="alert" className="text-[0.8125rem] text-danger">
                    {reasonOf(problem)}
                  </p>
                )}
              </div>
              <IconButton label={`Remove ${name}`} onClick={() => remove(wish)}>
                <X aria-hidden />
              </IconButton>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function reasonOf({ title, detail, missing = [], errors = [] }: NonNullable<Listening['problem']>) {
  const reasons = [
    ...missing.map(permission => `it needs ${permission}`),
    ...errors.map(({ pointer, message }) => `${pointer.slice(1)}: ${message}`),
  ]
  return [detail ?? title, ...(reasons.length > 0 ? [`(${reasons.join('; ')})`] : [])].join(' ')
}
