import { Link, Outlet, useParams } from '@tanstack/react-router'
import { useCan } from '../../app/session.tsx'

/** A place of content; `permission` is what its page needs, if anything. */
interface Section {
  to:
    | '/d/$domain/content'
    | '/d/$domain/content/search'
    | '/d/$domain/content/graphql'
    | '/d/$domain/content/media'
  label: string
  permission?: string
}

/** In the order in which they are shown. */
const SECTIONS: readonly Section[] = [
  { to: '/d/$domain/content', label: 'Content' },
  { to: '/d/$domain/content/search', label: 'Search' },
  { to: '/d/$domain/content/media', label: 'Media', permission: 'content.media:read' },
  { to: '/d/$domain/content/graphql', label: 'GraphQL' },
]

/** A page of content, with the way to the others above it. */
export function ContentFrame() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const sections = SECTIONS.filter(({ permission }) => permission === undefined || can(permission))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <nav aria-label="Content" className="overflow-x-auto">
        <ul className="flex gap-1">
          {sections.map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                params={{ domain }}
                activeOptions={{ exact: to === '/d/$domain/content', includeSearch: false }}
                className="block whitespace-nowrap rounded-lg px-3 py-1.5 font-medium text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-sunken data-[status=active]:text-ink"
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </div>
  )
}
