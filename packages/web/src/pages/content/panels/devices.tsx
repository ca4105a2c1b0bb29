import type { PanelDevice } from '@keywright/contract'
import { MonitorOff } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Empty } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import type { LoadedPanel } from './panels.queries.ts'

/** The devices that a panel is open on, or was within the last month. */
export function Devices({
  domain,
  loaded: { value: panel },
  mayEnd,
}: {
  domain: string
  loaded: LoadedPanel
  mayEnd: boolean
}) {
  const [ending, setEnding] = useState<PanelDevice>()
  const action = useAction({
    run: (device: string) => api.panels.endDevice({ params: { domain, id: panel.id, device } }),
    done: 'Device signed out',
    changes: [['domain', domain, 'panels']],
    onDone: () => setEnding(undefined),
  })
  const isSignedIn = (endedAt: string | null) => endedAt === null && panel.state === 'active'
  return (
    <section aria-labelledby="devices" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id="devices" className="font-semibold">
        Devices
      </h2>
      {panel.devices.length === 0 ? (
        <Empty icon={MonitorOff} title="No device has opened it">
          Open the link of the panel on a screen. If it is lost, make a new one.
        </Empty>
      ) : (
        <Table
          label="Devices"
          rows={panel.devices}
          rowKey={({ id }) => id}
          columns={[
            {
              id: 'address',
              heading: 'Address',
              cell: ({ ip, userAgent, lastSeenAt, endedAt }) => (
                <>
                  <span className="font-mono wrap-anywhere">{ip ?? 'Not known'}</span>
                  <p
                    className="max-w-96 wrap-anywhere text-muted md:line-clamp-1"
                    title={userAgent ?? undefined}
                  >
                    {browserOf(userAgent)}
                  </p>
                  <p className="text-muted md:hidden">
                    Seen <Time at={lastSeenAt} />
                  </p>
                  <p className="mt-1 md:hidden">
                    <State isSignedIn={isSignedIn(endedAt)} />
                  </p>
                </>
              ),
            },
            {
              id: 'state',
              heading: 'State',
              wideOnly: true,
              cell: ({ endedAt }) => <State isSignedIn={isSignedIn(endedAt)} />,
            },
            {
              id: 'seen',
              heading: 'Last seen',
              wideOnly: true,
              cell: ({ lastSeenAt }) => <Time at={lastSeenAt} />,
            },
            {
              id: 'first',
              heading: 'First seen',
              wideOnly: true,
              cell: ({ firstSeenAt }) => <Time at={firstSeenAt} />,
            },
            {
              id: 'actions',
              heading: <span className="sr-only">Actions</span>,
              className: 'text-right',
              cell: device =>
                mayEnd &&
                device.endedAt === null && (
                  <Button size="small" variant="danger" onClick={() => setEnding(device)}>
                    Sign out<span className="sr-only"> {device.ip}</span>
                  </Button>
                ),
            },
          ]}
        />
      )}
      <Confirm
        open={ending !== undefined}
        onOpenChange={() => setEnding(undefined)}
        title="Sign this device out?"
        action="Sign out"
        danger
        busy={action.isPending}
        onConfirm={() => ending && action.mutate(ending.id)}
      >
        <p>
          The screen at <span className="font-mono">{ending?.ip ?? 'an address not known'}</span>{' '}
          shows “signed out” within a second. All others stay, and the link goes on working.
        </p>
      </Confirm>
    </section>
  )
}

function State({ isSignedIn }: { isSignedIn: boolean }) {
  return isSignedIn ? <Badge tone="good">Signed in</Badge> : <Badge>Signed out</Badge>
}

/** A browser and its system, as far as its own words tell. */
function browserOf(userAgent: string | null): string {
  if (userAgent === null) return 'Not known'
  const browser = /(Edg|Firefox|HeadlessChrome|Chrome|Safari)\/(\d+)/.exec(userAgent)
  const system = /(Android|iPad|iPhone|Windows|Mac OS X|CrOS|Linux)/.exec(userAgent)
  if (!browser) return userAgent
  const name = BROWSERS[browser[1] ?? ''] ?? browser[1]
  return `${name} ${browser[2]}${system ? ` on ${SYSTEMS[system[1] ?? ''] ?? system[1]}` : ''}`
}

const BROWSERS: Readonly<Record<string, string>> = { Edg: 'Edge', HeadlessChrome: 'Chrome' }
const SYSTEMS: Readonly<Record<string, string>> = { 'Mac OS X': 'macOS', CrOS: 'ChromeOS' }
