import { meEndpoints, ProblemError } from '@keywright/contract'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { QrCode } from '../../ui/qr-code.tsx'

/** What the authenticator app needs to know. */
export interface TotpSecret {
  secret: string
  uri: string
}

/** Shows the secret to the authenticator app, and asks for a first code of it. */
export function TotpSetupDialog({
  setup,
  onClose,
  onCodes,
}: {
  setup: TotpSecret | undefined
  onClose: () => void
  onCodes: (codes: readonly string[]) => void
}) {
  return (
    <Dialog
      open={setup !== undefined}
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title="Set up two-step sign-in"
      description="Nothing changes until a code from the app has been entered here."
    >
      {setup && (
        <ol className="grid list-decimal gap-5 pl-5 marker:font-medium marker:text-muted">
          <li>
            <p>Scan this with an authenticator app, or enter the secret there by hand.</p>
            <div className="mt-3 flex flex-wrap items-center gap-5">
              <QrCode text={setup.uri} label="QR code for the authenticator app" />
              <Secret secret={setup.secret} />
            </div>
          </li>
          <li>
            <p>Enter the code that the app shows.</p>
            <ConfirmForm onClose={onClose} onCodes={onCodes} />
          </li>
        </ol>
      )}
    </Dialog>
  )
}

function Secret({ secret }: { secret: string }) {
  return (
    <div className="min-w-0 flex-1 basis-48">
      <p className="text-muted">Secret</p>
      <p className="font-mono break-all">{secret.match(/.{1,4}/g)?.join(' ')}</p>
      <div className="mt-2">
        <CopyButton text={secret} label="Copy secret" />
      </div>
    </div>
  )
}

type Confirmation = Parameters<typeof api.me.confirmTotp>[0]['body']

function ConfirmForm({
  onClose,
  onCodes,
}: {
  onClose: () => void
  onCodes: (codes: readonly string[]) => void
}) {
  const { form, refused } = useContractForm(meEndpoints.confirmTotp.body, { code: '' })
  const action = useAction({
    run: (body: Confirmation) => api.me.confirmTotp({ body }),
    done: 'Two-step sign-in is on',
    changes: [['me']],
    onDone: ({ recoveryCodes }) => onCodes(recoveryCodes),
    onRefused(error) {
      if (refused(error)) return true
      if (!(error instanceof ProblemError) || error.code !== 'TOTP_INVALID') return false
      const message = 'Not the right code. Wait for the next one, and check the clock of the phone.'
      form.setError('code', { message }, { shouldFocus: true })
      return true
    },
  })
  return (
    <form
      className="mt-3"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <Field label="Code" error={form.formState.errors.code?.message}>
        <Input
          {...form.register('code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          className="max-w-40 font-mono"
        />
      </Field>
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Turn on
        </Button>
      </Actions>
    </form>
  )
}
