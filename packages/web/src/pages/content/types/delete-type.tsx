import { type Problem, ProblemError } from '@keywright/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useCan } from '../../../app/session.tsx'
import { useAction } from '../../../app/use-action.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { objectsKey } from '../object/object.queries.ts'
import { countText, typeCountQuery } from './count.queries.ts'
import { Offenders } from './offenders.tsx'
import { changedBy, type VersionedType, versionedTypeQuery } from './types.queries.ts'

/** Asks before a content type goes with its objects; what names it stands in the way, or goes as well. */
export function DeleteType({
  domain,
  loaded,
  onClose,
}: {
  domain: string
  loaded: VersionedType
  onClose: () => void
}) {
  const { value, etag } = loaded
  const { name, label } = value
  const can = useCan(domain)
  const navigate = useNavigate()
  const client = useQueryClient()
  const query = versionedTypeQuery(domain, name)
  const refusal = useRefusal(query.queryKey)
  const [inUse, setInUse] = useState<Problem>()
  const count = useQuery({
    ...typeCountQuery(domain, value),
    enabled: can(`content.${name}:read`),
  })
  const objects = count.data && count.data.total > 0 ? countText(count.data) : 'all its objects'

  const action = useAction({
    run: (force: boolean) =>
      api.contentTypes.delete(
        { params: { domain, type: name }, body: { force } },
        { ifMatch: etag },
      ),
    done: `${label} dropped`,
    async onDone(_, force) {
      await navigate({ to: '/d/$domain/content', params: { domain } })
      client.removeQueries({ queryKey: query.queryKey })
      client.removeQueries({ queryKey: objectsKey(domain, name) })
      const named = force ? ['roles', 'keys'].map(area => ['domain', domain, area]) : []
      for (const queryKey of [...changedBy(domain), ...named]) {
        void client.invalidateQueries({ queryKey })
      }
    },
    onRefused(error) {
      if (!(error instanceof ProblemError) || error.code !== 'CONTENT_TYPE_IN_USE') {
        return refusal.keep(error)
      }
      refusal.clear()
      setInUse(error.problem)
      return true
    },
  })

  if (!inUse) {
    return (
      <Confirm
        open
        onOpenChange={onClose}
        title={`Drop ${label}?`}
        action="Drop content type"
        danger
        typeBack={name}
        busy={action.isPending}
        onConfirm={() => action.mutate(false)}
      >
        <p>
          {objects === 'all its objects' ? 'All its objects' : objects} will be deleted with every
          version, published or not. Delivery, search and GraphQL no longer have them from then on,
          on every node.
        </p>
        <p>This cannot be taken back. Export the objects first if they may be needed.</p>
        <Refusal error={refusal.error} />
      </Confirm>
    )
  }

  const { offenders = [], offendersTotal = offenders.length } = inUse
  // The server lists what no force removes first.
  const mayForce = offenders.every(({ kind }) => kind === 'key' || kind === 'role')
  if (!mayForce) {
    return (
      <Dialog open onOpenChange={onClose} title={`${label} is in use`}>
        <p className="mb-3">Nothing was dropped. Change what leads to it first:</p>
        <Offenders domain={domain} offenders={offenders} total={offendersTotal} />
        <Actions>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </Actions>
      </Dialog>
    )
  }
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={`${label} is named by rules`}
      action="Remove the rules and drop"
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate(true)}
    >
      <p>
        Nothing was dropped. These have rules for <code className="font-mono">content.{name}</code>:
      </p>
      <Offenders domain={domain} offenders={offenders} total={offendersTotal} />
      <p>
        Going on takes those rules out of all of them and writes each into the audit trail, then
        drops the type with {objects}. A key that is left without a rule can do nothing. Rules with
        wildcards stay.
      </p>
      <Refusal error={refusal.error} />
    </Confirm>
  )
}
