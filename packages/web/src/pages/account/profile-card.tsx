import { meEndpoints } from '@keywright/contract'
import { useEffect, useEffectEvent } from 'react'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useAction } from '../../app/use-action.ts'
import { useEditForm } from '../../app/use-edit-form.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'

type Change = Parameters<typeof api.me.update>[0]['body']

/** Name and e-mail. */
export function ProfileCard() {
  const { user } = useMe()
  const name = user?.name ?? ''
  const { form, refused, rebase } = useEditForm(meEndpoints.update.body, { name })
  const save = useAction({
    run: ({ body }: { body: Change; sent: Change }) => api.me.update({ body }),
    done: 'Name saved',
    changes: [['me'], ['domain']],
    onDone: ({ name }, { sent }) => rebase({ name }, sent),
    onRefused: refused,
  })
  // Changed elsewhere meanwhile: it shows, unless this person is about to change it too.
  const follow = useEffectEvent((read: string) => {
    const shown = form.formState.defaultValues?.name ?? ''
    if (read !== shown) rebase({ name: read }, { name: shown })
  })
  useEffect(() => follow(name), [name])
  const { errors, isDirty } = form.formState
  return (
    <Card title="Profile">
      <Facts facts={[['E-mail', user?.email]]} />
      <form
        className="mt-4"
        noValidate
        onSubmit={event =>
          void form.handleSubmit(body => save.mutate({ body, sent: form.getValues() }))(event)
        }
      >
        <Field label="Name" error={errors.name?.message}>
          <Input {...form.register('name')} autoComplete="name" className="max-w-md" />
        </Field>
        <Actions className="mt-4 justify-start">
          <Button type="submit" variant="primary" busy={save.isPending} disabled={!isDirty}>
            Save name
          </Button>
        </Actions>
        <UnsavedChanges when={isDirty} />
      </form>
    </Card>
  )
}
