import { routes } from 'virtual:routes'
import type { ContentObject } from '@keywright/contract'
import { addressOf } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { domainQuery } from '../../../app/queries.ts'
import { useCan } from '../../../app/session.tsx'
import { buttonClass } from '../../../ui/button.tsx'
import { Card, Facts } from '../../../ui/card.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Time } from '../../../ui/time.tsx'

/** Who made an object and when, and where it is delivered. */
export function ObjectFacts({ domain, object }: { domain: string; object: ContentObject }) {
  const { id, type, version, publishedVersion } = object
  const address = addressOf(routes.delivery.read, { params: { domain, type, id } })
  const can = useCan(domain)
  const { data } = useQuery({ ...domainQuery(domain), enabled: can('backoffice.domains:read') })
  const isProtected = data?.settings.deliveryProtected
  // Where nobody may say, a key works in any case.
  const key = isProtected === false ? '' : ' -H "Api-Key: $KEY"'
  const curl = `curl -sS "${location.origin}${address}"${key}`
  return (
    <aside aria-label="About this object" className="grid gap-4">
      <Card title="About">
        <Facts
          facts={[
            [
              'Id',
              <span key="id" className="flex items-center">
                <code className="min-w-0 font-mono text-xs break-all">{id}</code>
                <CopyButton iconOnly text={id} label="Copy id" />
              </span>,
            ],
            ['Version', version],
            [
              'Published',
              publishedVersion === null ? (
                'No'
              ) : (
                <>
                  Version {publishedVersion}, <Time at={object.publishedAt} />
                </>
              ),
            ],
            ['Changed', <Who key="changed" at={object.updatedAt} by={object.updatedBy.label} />],
            ['Made', <Who key="made" at={object.createdAt} by={object.createdBy.label} />],
          ]}
        />
      </Card>
      <Card
        title="Delivery"
        description={
          publishedVersion === null
            ? 'Answers nothing until it is published.'
            : DELIVERED[String(isProtected)]
        }
      >
        <div className="flex flex-wrap gap-2">
          {publishedVersion !== null && (
            <a href={address} target="_blank" rel="noreferrer" className={buttonClass()}>
              <ExternalLink aria-hidden /> Open JSON
            </a>
          )}
          <CopyButton text={curl} label="Copy as curl" />
        </div>
      </Card>
    </aside>
  )
}

/** By whether delivery is protected, as far as the person may know. */
const DELIVERED: Readonly<Record<string, string>> = {
  true: 'With a key: delivery is protected.',
  false: 'As everybody reads it.',
  undefined: 'As it is delivered. It takes a key where delivery is protected.',
}

function Who({ at, by }: { at: string; by: string }) {
  return (
    <>
      <Time at={at} /> <span className="text-muted">by {by}</span>
    </>
  )
}
