import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Link2, Pencil, Power } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useCan } from '../../../app/session.tsx'
import { AccessSummary, KeyStateBadge } from '../../../keys/key-state.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Facts } from '../../../ui/card.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryPage } from '../../../ui/query-page.tsx'
import { Time } from '../../../ui/time.tsx'
import { Devices } from './devices.tsx'
import { EditPanel } from './edit-panel.tsx'
import { EndPanel } from './end-panel.tsx'
import { NewLink } from './new-link.tsx'
import { kindText, PanelStateBadge, problemText, shownText } from './panel-words.tsx'
import { type LoadedPanel, panelQuery } from './panels.queries.ts'

const route = getRouteApi('/frame/d/$domain/content/panels/$id')

/** One panel: what it shows, its key, and the devices it is open on. */
export function PanelPage() {
  const { domain, id } = route.useParams()
  const loaded = useQuery(panelQuery(domain, id))
  return (
    <QueryPage title="Panel" query={loaded}>
      {panel => <Loaded key={id} domain={domain} loaded={panel} />}
    </QueryPage>
  )
}

function Loaded({ domain, loaded }: { domain: string; loaded: LoadedPanel }) {
  const can = useCan(domain)
  const [dialog, setDialog] = useState<'edit' | 'link' | 'end'>()
  const panel = loaded.value
  const problem = problemText(panel)
  const isOver = panel.state === 'ended'
  const mayChange = can('backoffice.panels:update') && !isOver
  const parts = { domain, loaded, onClose: () => setDialog(undefined) }
  return (
    <Page
      title={
        <span className="flex flex-wrap items-center gap-3">
          {panel.name} <PanelStateBadge panel={panel} />
        </span>
      }
      documentTitle={panel.name}
      description={`Panel, ${kindText(panel.shows).toLowerCase()}`}
      actions={
        <>
          {mayChange && (
            <>
              <Button onClick={() => setDialog('edit')}>
                <Pencil aria-hidden /> Edit
              </Button>
              <Button onClick={() => setDialog('link')}>
                <Link2 aria-hidden /> New link
              </Button>
            </>
          )}
          {can('backoffice.panels:delete') && !isOver && (
            <Button variant="danger" onClick={() => setDialog('end')}>
              <Power aria-hidden /> End panel
            </Button>
          )}
        </>
      }
    >
      <p role="status" className="rounded-lg bg-warning-soft px-3 py-2.5 text-warning empty:hidden">
        {problem && `The screens of this panel show nothing. ${problem}`}
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-2">
        <Card title="Shows">
          <Facts
            facts={[
              ['What', kindText(panel.shows)],
              ['Which', <What key="which" domain={domain} shows={panel.shows} />],
              ['Made', <Made key="made" panel={panel} />],
              ...(panel.endedAt === null
                ? []
                : [['Ended', <Time key="ended" at={panel.endedAt} />] as [string, ReactNode]]),
            ]}
          />
        </Card>
        <KeyCard domain={domain} panelKey={panel.key} />
      </div>
      <Devices domain={domain} loaded={loaded} mayEnd={can('backoffice.panels:update')} />
      {dialog === 'edit' && <EditPanel {...parts} />}
      {dialog === 'link' && <NewLink {...parts} />}
      {dialog === 'end' && <EndPanel {...parts} />}
    </Page>
  )
}

function What({ domain, shows }: { domain: string; shows: LoadedPanel['value']['shows'] }) {
  if (shows.kind !== 'object') return shownText(shows)
  return (
    <Link
      to="/d/$domain/content/objects/$type/$id"
      params={{ domain, type: shows.type, id: shows.id }}
      className="underline decoration-line underline-offset-3 hover:decoration-accent"
    >
      {shownText(shows)}
    </Link>
  )
}

function Made({ panel }: { panel: LoadedPanel['value'] }) {
  return (
    <>
      <Time at={panel.createdAt} />
      {panel.createdByLabel !== null && ` by ${panel.createdByLabel}`}
    </>
  )
}

function KeyCard({
  domain,
  panelKey: key,
}: {
  domain: string
  panelKey: LoadedPanel['value']['key']
}) {
  const can = useCan(domain)
  return (
    <Card title="Key" description="The panel lives as long as it does.">
      <Facts
        facts={[
          [
            'Name',
            can('backoffice.keys:read') ? (
              <Link
                key="name"
                to="/d/$domain/keys/$id"
                params={{ domain, id: key.id }}
                className="underline decoration-line underline-offset-3 hover:decoration-accent"
              >
                {key.name}
              </Link>
            ) : (
              key.name
            ),
          ],
          ['State', <KeyStateBadge key="state" value={key.state} />],
          ['Access', <AccessSummary key="access" value={key} />],
          ['Acts as', key.actsAsEmail ?? 'Nobody'],
          ['Expires', <Time key="expires" at={key.expiresAt} />],
          [
            'Token',
            <code key="token" className="font-mono">
              {key.masked}
            </code>,
          ],
        ]}
      />
    </Card>
  )
}
