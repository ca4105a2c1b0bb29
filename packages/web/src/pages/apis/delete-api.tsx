import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { countOf } from '../../lib/count.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { apiQuery, type VersionedApi } from './apis.queries.ts'

/** Asks before an API leaves the registry, and says what stops. */
export function DeleteApi({
  domain,
  loaded,
  open,
  onOpenChange,
}: {
  domain: string
  loaded: VersionedApi
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const { value, etag } = loaded
  const { slug, name, routes } = value
  const navigate = useNavigate()
  const client = useQueryClient()
  const action = useAction({
    run: () => api.apis.delete({ params: { domain, api: slug } }, { ifMatch: etag }),
    done: `${name} deleted`,
    changes: [['domain', domain, 'resources']],
    async onDone() {
      await navigate({ to: '/d/$domain/apis', params: { domain } })
      client.removeQueries({ queryKey: apiQuery(domain, slug).queryKey })
      await client.invalidateQueries({ queryKey: ['domain', domain, 'apis'] })
    },
  })
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${name}?`}
      action="Delete API"
      danger
      typeBack={slug}
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>
        Forward-auth refuses every request to it from then on, on every node within a second
        {routes.length > 0 && `: its ${countOf(routes.length, 'route')} stop working`}.
      </p>
      <p>
        Keys and roles keep their scopes for <code className="font-mono">{slug}</code>.
      </p>
    </Confirm>
  )
}
