import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { type TotpSecret, TotpSetupDialog } from './totp-setup-dialog.tsx'

/** Two-step sign-in: on, off, and the recovery codes. */
export function TwoStepCard() {
  const { user } = useMe()
  const [codes, setCodes] = useState<readonly string[]>()
  return (
    <Card
      title="Two-step sign-in"
      description="After the password, signing in asks for a code from an authenticator app on your phone."
      actions={user?.totp ? <Badge tone="good">On</Badge> : <Badge tone="warning">Off</Badge>}
    >
      <div className="flex flex-wrap gap-2">
        {user?.totp ? <TurnedOn onCodes={setCodes} /> : <TurnedOff onCodes={setCodes} />}
      </div>
      <RecoveryCodesDialog codes={codes} onClose={() => setCodes(undefined)} />
    </Card>
  )
}

function TurnedOff({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const [setup, setSetup] = useState<TotpSecret>()
  const start = useAction({ run: () => api.me.startTotp({}), onDone: setSetup })

  /** The secret is gone from the page with its dialog. */
  function close() {
    setSetup(undefined)
    start.reset()
  }

  return (
    <>
      <Button variant="primary" busy={start.isPending} onClick={() => start.mutate()}>
        Set up
      </Button>
      <TotpSetupDialog
        setup={setup}
        onClose={close}
        onCodes={codes => {
          close()
          onCodes(codes)
        }}
      />
    </>
  )
}

function TurnedOn({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const [asks, setAsks] = useState<'renew' | 'stop'>()
  const renew = useAction({
    run: () => api.me.renewRecoveryCodes({}),
    onDone({ recoveryCodes }) {
      setAsks(undefined)
      onCodes(recoveryCodes)
      renew.reset()
    },
  })
  const stop = useAction({
    run: () => api.me.stopTotp({}),
    done: 'Two-step sign-in is off',
    changes: [['me']],
    onDone: () => setAsks(undefined),
  })
  const close = (open: boolean) => {
    if (!open) setAsks(undefined)
  }
  return (
    <>
      <Button onClick={() => setAsks('renew')}>New recovery codes</Button>
      <Button variant="danger" onClick={() => setAsks('stop')}>
        Turn off
      </Button>
      <Confirm
        open={asks === 'renew'}
        onOpenChange={close}
        title="Make new recovery codes?"
        action="Make new codes"
        busy={renew.isPending}
        onConfirm={() => renew.mutate()}
      >
        <p>The recovery codes that you have now stop working, used or not.</p>
      </Confirm>
      <Confirm
        open={asks === 'stop'}
        onOpenChange={close}
        title="Turn two-step sign-in off?"
        action="Turn off"
        danger
        busy={stop.isPending}
        onConfirm={() => stop.mutate()}
      >
        <p>
          Your password alone is then enough to sign in. The entry in your authenticator app and
          your recovery codes are of no use any more.
        </p>
      </Confirm>
    </>
  )
}
