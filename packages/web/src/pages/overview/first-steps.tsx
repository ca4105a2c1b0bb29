import { Link } from '@tanstack/react-router'
import { Boxes, KeyRound, type LucideIcon, Server } from 'lucide-react'
import type { ReactNode } from 'react'
import { useCan } from '../../app/session.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'

/** Nobody has made a key yet: the way to the first verified request. */
export function FirstSteps({ domain }: { domain: string }) {
  const can = useCan(domain)
  const makesKeys = can('backoffice.keys:create') || can('backoffice.keys.own:create')
  return (
    <Card
      title="Begin here"
      description="This domain has no key of your own making yet. Three steps lead to a protected API."
    >
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-5 md:grid-cols-3">
        <Step
          icon={KeyRound}
          title="1. Create a key"
          action={
            makesKeys && (
              <Link
                to="/d/$domain/keys/new"
                params={{ domain }}
                className={buttonClass('primary', 'small')}
              >
                Create key
              </Link>
            )
          }
        >
          One for each integration, script or device, with only what it needs.
        </Step>
        <Step
          icon={Boxes}
          title="2. Register an API"
          action={
            can('backoffice.apis:create') && (
              <Link
                to="/d/$domain/apis/-new"
                params={{ domain }}
                className={buttonClass('secondary', 'small')}
              >
                Register API
              </Link>
            )
          }
        >
          Say what it holds, and which permission each of its routes needs.
        </Step>
        <Step
          icon={Server}
          title="3. Put it behind nginx"
          action={
            <a href="/docs" className={buttonClass('secondary', 'small')}>
              Read the reference
            </a>
          }
        >
          nginx asks Keywright about every request. The page of the API has the configuration, ready
          to copy.
        </Step>
      </ol>
    </Card>
  )
}

function Step({
  icon: Icon,
  title,
  action,
  children,
}: {
  icon: LucideIcon
  title: string
  action: ReactNode
  children: ReactNode
}) {
  return (
    <li className="grid content-start justify-items-start gap-1.5">
      <Icon aria-hidden className="size-5 text-accent" />
      <p className="font-medium">{title}</p>
      <p className="text-muted">{children}</p>
      {action && <div className="mt-1.5">{action}</div>}
    </li>
  )
}
