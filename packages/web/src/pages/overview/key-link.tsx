import { Link } from '@tanstack/react-router'

/** The name of a key, which leads to its page. */
export function KeyLink({ domain, id, name }: { domain: string; id: string; name: string }) {
  return (
    <Link
      to="/d/$domain/keys/$id"
      params={{ domain, id }}
      className="min-w-0 truncate font-medium underline decoration-line underline-offset-3 hover:decoration-accent"
    >
      {name}
    </Link>
  )
}
