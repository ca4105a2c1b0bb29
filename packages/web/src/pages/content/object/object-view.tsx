import type { ContentType } from '@keywright/contract'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../app/session.tsx'
import { Page } from '../../../ui/page.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { DeleteObject } from '../objects/delete-object.tsx'
import { EditGuard } from './edit-guard.tsx'
import { EditObject } from './edit-object.tsx'
import { FieldsView } from './fields-view.tsx'
import { type Gone, GoneNotice } from './gone.tsx'
import type { VersionedObject } from './object.queries.ts'
import { ObjectFacts } from './object-facts.tsx'
import { ObjectMenu } from './object-menu.tsx'
import { ObjectState } from './object-state.tsx'
import { PublishButton } from './publish-button.tsx'
import { Refused } from './refused.tsx'
import { SaveBar } from './save-bar.tsx'
import { type EditedObject, useEditedObject } from './use-edited-object.ts'
import { Versions } from './versions.tsx'

const route = getRouteApi('/frame/d/$domain/content/objects/$type/$id')

/** The page of an object that is there, to be edited by those who may. */
export function ObjectView({
  domain,
  type,
  current,
  gone,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  /** What is no longer there since it was read. */
  gone: Gone | undefined
}) {
  const { tab = 'content' } = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const [asksToDelete, setAsksToDelete] = useState(false)
  const mayEdit = can(`content.${type.name}:update`)
  const edited = useEditedObject({ domain, type, current })
  const object = current.value
  const common = { domain, type, current }

  const facts = <ObjectFacts domain={domain} object={object} />
  return (
    <Page
      documentTitle={object.title}
      title={object.title}
      description={
        <Link
          to="/d/$domain/content/objects/$type"
          params={{ domain, type: type.name }}
          className="hover:text-ink hover:underline"
        >
          {type.label}
        </Link>
      }
    >
      <SaveBar
        label="State and actions"
        state={<ObjectState state={object.state} />}
        note={gone ? 'It is gone: see below' : noteOf(mayEdit, tab, edited)}
      >
        {gone === undefined && (
          <>
            <PublishButton {...common} edited={edited} isForm={mayEdit && tab === 'content'} />
            <ObjectMenu
              {...common}
              isDirty={edited.isDirty}
              onDelete={() => setAsksToDelete(true)}
            />
          </>
        )}
      </SaveBar>
      {gone && !asksToDelete && (
        <GoneNotice domain={domain} type={type} edited={edited} gone={gone} />
      )}
      <Refused error={edited.refusal} />
      <Tabs
        label={object.title}
        value={tab}
        onValueChange={id =>
          void navigate({ search: id === 'versions' ? { tab: 'versions' } : {}, replace: true })
        }
        tabs={[
          {
            id: 'content',
            label: 'Content',
            content: (
              <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_19rem]">
                {mayEdit ? (
                  <EditObject {...common} edited={edited} />
                ) : (
                  <FieldsView domain={domain} type={type} fields={object.fields} />
                )}
                {facts}
              </div>
            ),
          },
          {
            id: 'versions',
            label: 'Versions',
            content: <Versions {...common} isDirty={edited.isDirty} mayRestore={mayEdit} />,
          },
        ]}
      />
      {mayEdit && <EditGuard isDirty={edited.isDirty && !asksToDelete} />}
      {asksToDelete && (
        <DeleteObject
          domain={domain}
          value={object}
          onClose={() => setAsksToDelete(false)}
          onDeleted={() =>
            navigate({
              to: '/d/$domain/content/objects/$type',
              params: { domain, type: type.name },
            })
          }
        />
      )}
    </Page>
  )
}

function noteOf(
  mayEdit: boolean,
  tab: 'content' | 'versions',
  { isDirty, changes }: EditedObject,
): string {
  if (!mayEdit) return 'You may read this and not change it.'
  if (changes.length > 0) return 'Changed by somebody else meanwhile: choose above the form'
  if (!isDirty) return ''
  return tab === 'content' ? 'Unsaved changes' : 'Unsaved changes: save them under Content'
}
