import type { ContentType } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Copy, CopyPlus, Ellipsis, Trash2 } from 'lucide-react'
import { api } from '../../../app/api.ts'
import { useCan } from '../../../app/session.tsx'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { IconButton } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/copy.tsx'
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.tsx'
import { objectsKey, type VersionedObject } from './object.queries.ts'

/** What else can be done with an object. */
export function ObjectMenu({
  domain,
  type: { name },
  current: {
    value: { id, version },
  },
  isDirty,
  onDelete,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  isDirty: boolean
  onDelete: () => void
}) {
  const can = useCan(domain)
  const client = useQueryClient()
  const navigate = useNavigate()
  const once = useIdempotencyKey()
  const duplicate = useAction({
    run: () =>
      once([id, version], idempotencyKey =>
        api.objects.duplicate({ params: { domain, type: name, id }, body: {} }, { idempotencyKey }),
      ),
    done: 'Duplicated: this is the copy, a draft',
    onDone(made) {
      void client.invalidateQueries({ queryKey: objectsKey(domain, name) })
      void navigate({
        to: '/d/$domain/content/objects/$type/$id',
        params: { domain, type: name, id: made.id },
      })
    },
  })
  return (
    <Menu
      trigger={
        <IconButton label="More actions" variant="secondary" busy={duplicate.isPending}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => void copyText(id)}>
        <Copy aria-hidden /> Copy id
      </MenuItem>
      {can(`content.${name}:create`) && (
        <MenuItem disabled={isDirty} onSelect={() => duplicate.mutate()}>
          <CopyPlus aria-hidden /> {isDirty ? 'Duplicate (save first)' : 'Duplicate'}
        </MenuItem>
      )}
      {can(`content.${name}:delete`) && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={onDelete}>
            <Trash2 aria-hidden /> Delete
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
