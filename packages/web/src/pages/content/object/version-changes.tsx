import type { ContentType } from '@keywright/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field, Select } from '../../../ui/field.tsx'
import { Empty, QueryState } from '../../../ui/states.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { ChangeView } from './change-view.tsx'
import { changesBetween } from './field-changes.ts'
import type { Fields } from './fields.ts'
import { isSameJson } from './json.ts'
import {
  afterChange,
  objectQuery,
  objectsKey,
  type VersionedObject,
  versionQuery,
} from './object.queries.ts'

/** What differs between two versions, and the way back to the one that is open. */
export function VersionChanges({
  domain,
  type,
  current,
  version,
  against,
  others,
  onAgainst,
  isDirty,
  mayRestore,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  version: number
  /** The version to compare with; 0 is nothing at all. */
  against: number
  /** Versions that there are to compare with. */
  others: readonly number[]
  onAgainst: (version: number) => void
  isDirty: boolean
  mayRestore: boolean
}) {
  const address = { domain, type: type.name, id: current.value.id }
  const shown = useQuery(versionQuery(address, version))
  const other = useQuery({ ...versionQuery(address, against), enabled: against > 0 })
  const [asks, setAsks] = useState(false)
  const before = against > 0 ? other : { ...other, data: { fields: {} } }
  const isRestorable =
    mayRestore && shown.data !== undefined && !isSameJson(shown.data.fields, current.value.fields)
  return (
    <section aria-label="Changes" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Field label={`Version ${version} compared with`} className="w-56">
          <Select value={against} onChange={event => onAgainst(Number(event.target.value))}>
            {[...new Set([against, ...others])]
              .filter(one => one > 0 && one !== version)
              .sort((one, two) => two - one)
              .map(one => (
                <option key={one} value={one}>
                  Version {one}
                </option>
              ))}
            {(against === 0 || version === 1) && <option value={0}>Nothing</option>}
          </Select>
        </Field>
        {isRestorable && (
          <Button disabled={isDirty} onClick={() => setAsks(true)}>
            {isDirty ? 'Restore (save or undo first)' : 'Restore this version'}
          </Button>
        )}
      </div>
      <QueryState query={shown}>
        {({ fields }) => (
          <QueryState query={before}>
            {({ fields: earlier }) => (
              <Changes domain={domain} type={type} before={earlier} after={fields} />
            )}
          </QueryState>
        )}
      </QueryState>
      <Restore
        address={address}
        current={current}
        version={version}
        open={asks}
        onClose={() => setAsks(false)}
      />
    </section>
  )
}

function Changes({
  domain,
  type,
  before,
  after,
}: {
  domain: string
  type: ContentType
  before: Fields
  after: Fields
}) {
  const changes = changesBetween(type, before, after)
  if (changes.length === 0) {
    return (
      <Empty title="The fields are the same">
        Publishing and taking back change what is delivered, not what the object says.
      </Empty>
    )
  }
  return changes.map(({ path, label, shape, before: was, after: is }) => (
    <div key={path.join('.')} className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <h2 className="font-medium">
        {label}{' '}
        <span className="font-normal text-muted">
          {was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'}
        </span>
      </h2>
      <ChangeView domain={domain} shape={shape} root={type.schema} before={was} after={is} />
    </div>
  ))
}

function Restore({
  address,
  current,
  version,
  open,
  onClose,
}: {
  address: { domain: string; type: string; id: string }
  current: VersionedObject
  version: number
  open: boolean
  onClose: () => void
}) {
  const client = useQueryClient()
  const query = objectQuery(address)
  const refusal = useRefusal(query.queryKey)
  const action = useAction({
    run: () =>
      withEtag(call =>
        api.objects.restore(
          { params: { ...address, version: String(version) } },
          { ...call, ifMatch: current.etag },
        ),
      ),
    done: `Version ${version} is the draft again`,
    onDone(changed) {
      client.setQueryData(query.queryKey, afterChange(current, changed))
      void client.invalidateQueries({ queryKey: objectsKey(address.domain, address.type) })
      onClose()
    },
    onRefused: refusal.keep,
  })
  return (
    <Confirm
      open={open}
      onOpenChange={() => {
        refusal.clear()
        onClose()
      }}
      title={`Restore version ${version}`}
      action="Restore"
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>
        The draft says again what version {version} said, as a new version: nothing is lost. What is
        published stays as it is until you publish.
      </p>
      <Refusal error={refusal.error} />
    </Confirm>
  )
}
