import type { ContentObject, ContentType } from '@keywright/contract'
import { Download, Upload } from 'lucide-react'
import { useState } from 'react'
import { useStore } from '../../../lib/store.ts'
import { Button } from '../../../ui/button.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { importInto } from './imports.ts'
import type { ObjectRights } from './object-rights.ts'

/** Objects in bulk: in from a file, and out into one. */
export function TransferButtons({
  domain,
  type,
  rights,
  filter,
  state,
}: {
  domain: string
  type: ContentType
  rights: ObjectRights
  filter: string | undefined
  state: ContentObject['state'] | undefined
}) {
  const [opened, setOpened] = useState<'import' | 'export'>()
  const { step, summary } = useStore(importInto(domain, type.name))
  const close = () => setOpened(undefined)
  return (
    <>
      {rights.mayCreate && (
        <Button onClick={() => setOpened('import')}>
          <Upload aria-hidden />
          {opened === 'import' || !(step || summary)
            ? 'Import'
            : `Import ${summary ? 'report' : 'under way'}`}
        </Button>
      )}
      <Button onClick={() => setOpened('export')}>
        <Download aria-hidden /> Export
      </Button>
      {opened === 'import' && (
        <ImportDialog domain={domain} type={type} rights={rights} onClose={close} />
      )}
      {opened === 'export' && (
        <ExportDialog domain={domain} type={type} filter={filter} state={state} onClose={close} />
      )}
    </>
  )
}
