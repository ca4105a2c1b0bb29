import { getRouteApi } from '@tanstack/react-router'
import { Eraser, Pause, Play, Radio } from 'lucide-react'
import { useState } from 'react'
import { countOf, formatCount } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty } from '../../../ui/states.tsx'
import { ConnectionEnd, ConnectionState } from './connection-state.tsx'
import { EventTable } from './event-table.tsx'
import { EVERYTHING, keyOf, MOST_SUBSCRIPTIONS, type MonitorWish } from './monitor.search.ts'
import { MOST_ROWS, type MonitorView } from './monitor.ts'
import { SubscribeForm } from './subscribe-form.tsx'
import { Subscriptions } from './subscriptions.tsx'
import { useMonitor } from './use-monitor.ts'

const route = getRouteApi('/frame/d/$domain/content/realtime')

/** What happens to the objects of a domain, while it happens, over the websocket that programs use. */
export function MonitorPage() {
  const { domain } = route.useParams()
  const { listen = [EVERYTHING] } = route.useSearch()
  const navigate = route.useNavigate()
  const { view, clear, again } = useMonitor(domain, listen)
  const [paused, setPaused] = useState<MonitorView>()
  const shown = paused ?? view
  const missed = paused ? view.heard - paused.heard : 0

  function wish(wishes: readonly MonitorWish[]) {
    void navigate({ search: { listen: [...wishes] }, replace: true })
  }

  function add(one: MonitorWish) {
    const others = listen.filter(known => keyOf(known) !== keyOf(one))
    wish([...others, one].slice(-MOST_SUBSCRIPTIONS))
  }

  return (
    <Page
      title="Realtime"
      description="What happens to objects, while it happens: what a program hears that listens with the rights of your session."
    >
      <Card
        title="Subscriptions"
        actions={<ConnectionState state={view.connection} reconnects={view.reconnects} />}
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {view.end && <ConnectionEnd domain={domain} end={view.end} onAgain={again} />}
          <Subscriptions
            listening={view.listening}
            onRemove={gone => wish(listen.filter(known => keyOf(known) !== keyOf(gone)))}
          />
          <details>
            <summary className="w-fit cursor-pointer font-medium">Listen to something else</summary>
            <div className="mt-3">
              <SubscribeForm domain={domain} onAdd={add} />
            </div>
          </details>
        </div>
      </Card>
      <section aria-label="What happened" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-muted">
            {countOf(shown.heard, 'event')}
            {shown.rows.length >= MOST_ROWS && `, the last ${formatCount(MOST_ROWS)} rows are kept`}
            {paused && `. Paused: ${formatCount(missed)} more since then`}
          </p>
          <div className="flex gap-2">
            <Button size="small" onClick={() => setPaused(paused ? undefined : view)}>
              {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              {paused ? 'Go on' : 'Pause'}
            </Button>
            <Button
              size="small"
              disabled={shown.rows.length === 0}
              onClick={() => {
                clear()
                setPaused(undefined)
              }}
            >
              <Eraser aria-hidden /> Clear
            </Button>
          </div>
        </div>
        {shown.rows.length === 0 ? (
          <div className="rounded-xl border border-line bg-surface">
            <Empty icon={Radio} title="Nothing has happened yet">
              Create, change or publish an object, here or through the API: it appears at once.
            </Empty>
          </div>
        ) : (
          <EventTable
            domain={domain}
            rows={shown.rows}
            manySubscriptions={view.listening.length > 1}
          />
        )}
      </section>
    </Page>
  )
}
