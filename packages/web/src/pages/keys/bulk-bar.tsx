import { Ban, Pause, X } from 'lucide-react'
import { useState } from 'react'
import type { KeyRights } from '../../keys/key-rights.ts'
import { Button } from '../../ui/button.tsx'
import { type BulkAction, BulkConfirm } from './bulk-confirm.tsx'
import { BulkFailures } from './bulk-failures.tsx'
import { type BulkFailure, useBulk } from './use-bulk.ts'
import type { Selection } from './use-selection.ts'

/** What can be done with all selected keys at once. */
export function BulkBar({
  domain,
  rights,
  selection,
}: {
  domain: string
  rights: KeyRights
  selection: Selection
}) {
  const [asked, setAsked] = useState<BulkAction>()
  const [failures, setFailures] = useState<readonly BulkFailure[]>([])
  const [othersAreDone, setOthersAreDone] = useState(false)
  const bulk = useBulk(domain, rights)
  const { keys } = selection
  const mayUpdate = keys.every(key => rights.on(key).mayUpdate)
  const mayRevoke = keys.every(key => rights.on(key).mayRevoke)

  function run(action: BulkAction) {
    bulk.mutate(
      { action, keys },
      {
        onSuccess({ done, failed }) {
          setAsked(undefined)
          setFailures(failed)
          setOthersAreDone(done.length > 0)
          selection.setAll(false)
        },
      },
    )
  }

  return (
    <>
      {keys.length > 0 && (
        <section
          aria-label="Selected keys"
          className="sticky bottom-3 z-20 mx-auto mt-1 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-surface py-2 pr-2 pl-4 shadow-lg"
        >
          <p aria-live="polite" className="mr-2 font-medium">
            {keys.length.toLocaleString('en')} selected
          </p>
          {mayUpdate && (
            <Button size="small" onClick={() => setAsked('disable')}>
              <Pause aria-hidden /> Disable
            </Button>
          )}
          {mayRevoke && (
            <Button size="small" variant="danger" onClick={() => setAsked('revoke')}>
              <Ban aria-hidden /> Revoke
            </Button>
          )}
          <Button size="small" variant="ghost" onClick={() => selection.setAll(false)}>
            <X aria-hidden /> Clear
          </Button>
        </section>
      )}
      {asked && (
        <BulkConfirm
          action={asked}
          keys={keys}
          busy={bulk.isPending}
          onClose={() => setAsked(undefined)}
          onConfirm={() => run(asked)}
        />
      )}
      <BulkFailures
        failures={failures}
        othersAreDone={othersAreDone}
        onClose={() => setFailures([])}
      />
    </>
  )
}
