import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCan } from '../../app/session.tsx'
import { Page } from '../../ui/page.tsx'

const SECTIONS = [
  { to: '/d/$domain/settings', label: 'General', permission: 'backoffice.domains:read' },
  { to: '/d/$domain/settings/headless', label: 'Headless', permission: 'backoffice.domains:read' },
  { to: '/d/$domain/settings/keys', label: 'Keys policy', permission: 'backoffice.domains:read' },
  {
    to: '/d/$domain/settings/shared-secret',
    label: 'Shared secret',
    permission: 'backoffice.shared-secret:read',
  },
] as const

/** One section of a domain's settings, with the way to the others. */
export function SettingsPage({
  domain,
  section,
  children,
}: {
  domain: string
  section: (typeof SECTIONS)[number]['label']
  children: ReactNode
}) {
  const can = useCan(domain)
  return (
    <Page title="Settings" documentTitle={`${section} settings`}>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8">
        <nav aria-label="Settings">
          <ul className="flex flex-wrap gap-1 md:flex-col">
            {SECTIONS.filter(({ permission }) => can(permission)).map(({ to, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  params={{ domain }}
                  activeOptions={{ exact: true }}
                  className="block rounded-lg px-3 py-1.5 font-medium text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-sunken data-[status=active]:text-ink"
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="grid max-w-2xl grid-cols-[minmax(0,1fr)] gap-5">{children}</div>
      </div>
    </Page>
  )
}
