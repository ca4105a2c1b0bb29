import { panelEndpoints } from '@keywright/contract'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { StaleWarning } from '../../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { useAction } from '../../../app/use-action.ts'
import { useContractForm } from '../../../app/use-contract-form.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { isStaleError, Refusal, useRefusal } from '../../users/refusal.tsx'
import { type LoadedPanel, panelQuery } from './panels.queries.ts'
import { draftOf, readShows, type ShowsProblems } from './shows-draft.ts'
import { ShowsFields } from './shows-fields.tsx'

const nameSchema = panelEndpoints.create.body.pick({ name: true })

interface EditPanelProps {
  domain: string
  loaded: LoadedPanel
  onClose: () => void
}

/** Changes the name of a panel and what it shows; devices show it at once. */
export function EditPanel(props: EditPanelProps) {
  // What editing began with; it begins anew when somebody else's version is taken.
  const [base, setBase] = useState(props.loaded)
  return (
    <Editor
      key={base.etag}
      {...props}
      loaded={base}
      onTake={base.etag === props.loaded.etag ? undefined : () => setBase(props.loaded)}
    />
  )
}

function Editor({
  domain,
  loaded: { value: panel, etag },
  onClose,
  onTake,
}: EditPanelProps & { onTake: (() => void) | undefined }) {
  const { form, refused } = useContractForm(nameSchema, { name: panel.name })
  const [shows, setShows] = useState(() => draftOf(panel.shows))
  const [problems, setProblems] = useState<ShowsProblems>({})
  const [asks, setAsks] = useState(false)
  const isDirty =
    form.formState.isDirty || JSON.stringify(shows) !== JSON.stringify(draftOf(panel.shows))
  const leave = () => (isDirty ? setAsks(true) : onClose())
  const refusal = useRefusal(panelQuery(domain, panel.id).queryKey)
  const action = useAction({
    run: (body: Parameters<typeof api.panels.update>[0]['body']) =>
      api.panels.update({ params: { domain, id: panel.id }, body }, { ifMatch: etag }),
    done: ({ name }) => `${name} saved. Its devices show it now.`,
    changes: [['domain', domain, 'panels']],
    onDone: onClose,
    onRefused: error => refused(error) || refusal.keep(error),
  })
  return (
    <Dialog open onOpenChange={leave} title={`Edit ${panel.name}`} drawer>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5"
        onSubmit={event =>
          void form.handleSubmit(({ name }) => {
            const read = readShows(shows)
            setProblems(read.problems ?? {})
            refusal.clear()
            if (read.shows) action.mutate({ name, shows: read.shows })
          })(event)
        }
      >
        <Field label="Name" error={form.formState.errors.name?.message}>
          <Input {...form.register('name')} autoComplete="off" maxLength={100} />
        </Field>
        <ShowsFields
          domain={domain}
          value={shows}
          problems={problems}
          onChange={part => setShows({ ...shows, ...part })}
        />
        {isStaleError(refusal.error) ? (
          <StaleWarning
            title="The panel was changed while you were editing"
            action="Show theirs"
            busy={onTake === undefined}
            onTake={() => onTake?.()}
          >
            Your changes were not saved. Go on from the panel as it is now; what you changed here is
            then gone.
          </StaleWarning>
        ) : (
          <Refusal error={refusal.error} />
        )}
        <Actions className="mt-0">
          <Button onClick={leave}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isPending}>
            Save panel
          </Button>
        </Actions>
      </form>
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title="Close without saving?"
        action="Close without saving"
        danger
        onConfirm={onClose}
      >
        <p>What you changed here has not been saved, and is lost when you close it.</p>
      </Confirm>
      <UnsavedChanges when={isDirty} />
    </Dialog>
  )
}
