import { Download } from 'lucide-react'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx'
import type { AuditSearch } from './audit.search.ts'
import type { ExportFormat, Trail } from './trail.ts'

const FORMATS = {
  ndjson: { label: 'NDJSON', mediaType: 'application/x-ndjson' },
  csv: { label: 'CSV', mediaType: 'text/csv' },
} as const satisfies Record<ExportFormat, { label: string; mediaType: string }>

/** Downloads all events that the filters let through, oldest first. */
export function ExportMenu({ trail, filter }: { trail: Trail; filter: AuditSearch }) {
  const action = useAction({
    run: async (format: ExportFormat) => ({
      format,
      text: await trail.export({ ...filter, format }),
    }),
    onDone({ format, text }) {
      const blob = new Blob([text], { type: FORMATS[format].mediaType })
      download(blob, `audit-${trail.domain ?? 'instance'}.${format}`)
    },
  })
  return (
    <Menu
      trigger={
        <Button busy={action.isPending}>
          <Download aria-hidden /> Export
        </Button>
      }
    >
      <MenuLabel>All events that the filters let through</MenuLabel>
      <MenuItem onSelect={() => action.mutate('ndjson')}>{FORMATS.ndjson.label}</MenuItem>
      <MenuItem onSelect={() => action.mutate('csv')}>{FORMATS.csv.label}</MenuItem>
    </Menu>
  )
}

function download(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
