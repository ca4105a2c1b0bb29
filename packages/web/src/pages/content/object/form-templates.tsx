import type { FormProps } from '@rjsf/core/lib/components/Form.js'
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  FieldTemplateProps,
  ObjectFieldTemplateProps,
} from '@rjsf/utils'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { FieldSet } from '../../../ui/field.tsx'
import { entryName } from './entry-name.ts'
import type { Fields } from './fields.ts'

/** Controls bring their own labels; only groups have none to say what is wrong with the whole of them. */
function FieldFrame({
  children,
  schema,
  rawErrors,
  registry,
  uiSchema,
}: FieldTemplateProps<Fields>) {
  const isGroup = schema.type === 'object' && uiSchema?.['ui:field'] === undefined
  if (!isGroup || !rawErrors?.length) return children
  return (
    <div data-invalid="" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger">
        {schema === registry.rootSchema ? 'The object' : schema.title}: {rawErrors[0]}
      </p>
      {children}
    </div>
  )
}

function Group({ title, description, properties, fieldPathId }: ObjectFieldTemplateProps<Fields>) {
  const content = properties.map(property => property.content)
  if (fieldPathId.path.length === 0) {
    return <div className="grid grid-cols-[minmax(0,1fr)] gap-5">{content}</div>
  }
  return (
    <FieldSet legend={entryName(title, fieldPathId.$id)} hint={description}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-line bg-surface p-4">
        {content}
      </div>
    </FieldSet>
  )
}

function List({
  title,
  schema,
  items,
  canAdd,
  onAddClick,
  rawErrors,
  required,
  disabled,
  readonly,
}: ArrayFieldTemplateProps<Fields>) {
  const list = useRef<HTMLDivElement>(null)

  /** Whoever adds an entry goes on in it. */
  function add() {
    onAddClick()
    requestAnimationFrame(() => {
      const rows = list.current?.querySelectorAll<HTMLElement>(':scope > [data-entry]')
      rows
        ?.item(rows.length - 1)
        ?.querySelector<HTMLElement>('input, textarea, select, button')
        ?.focus()
    })
  }

  return (
    <div data-invalid={rawErrors?.length ? '' : undefined}>
      <FieldSet
        legend={
          <>
            {title} {!required && <span className="font-normal text-muted">(optional)</span>}
          </>
        }
        hint={schema.description}
        error={rawErrors?.[0]}
      >
        {items.length > 0 && (
          <div ref={list} className="grid grid-cols-[minmax(0,1fr)] gap-2">
            {items}
          </div>
        )}
        {!disabled && !readonly && (
          <div>
            <Button size="small" disabled={!canAdd} onClick={add} data-add="">
              <Plus aria-hidden /> Add to {title.slice(0, 1).toLowerCase() + title.slice(1)}
            </Button>
          </div>
        )}
      </FieldSet>
    </div>
  )
}

function Entry({
  children,
  buttonsProps,
  index,
  totalItems,
  hasToolbar,
}: ArrayFieldItemTemplateProps<Fields>) {
  const row = useRef<HTMLDivElement>(null)
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem } =
    buttonsProps
  const isBusy = buttonsProps.disabled || buttonsProps.readonly
  const place = `entry ${index + 1} of ${totalItems}`

  /** The row goes elsewhere, and the focus with it. */
  function move(go: () => void) {
    go()
    keepFocus(() => row.current?.querySelector<HTMLElement>(MOVES))
  }

  function remove() {
    const list = row.current?.closest('fieldset')
    onRemoveItem()
    keepFocus(() => list?.querySelector<HTMLElement>(':scope > div > [data-add]'))
  }

  return (
    <div ref={row} data-entry="" className="flex items-start gap-1 max-sm:flex-wrap">
      <div className="min-w-0 flex-1 max-sm:basis-full">{children}</div>
      {hasToolbar && !isBusy && (
        <div className="flex max-sm:ml-auto">
          <IconButton
            label={`Move ${place} up`}
            data-move=""
            disabled={!hasMoveUp}
            onClick={() => move(onMoveUpItem)}
          >
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={`Move ${place} down`}
            data-move=""
            disabled={!hasMoveDown}
            onClick={() => move(onMoveDownItem)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton label={`Remove ${place}`} disabled={!hasRemove} onClick={remove}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  )
}

/** Of the entry itself, not of lists within it. */
const MOVES = ':scope > div > [data-move]:not(:disabled, [aria-disabled=true])'

function nothing() {
  return null
}

/** Everything of a form that is not a control, from the kit; what it never shows is nothing. */
export const TEMPLATES: FormProps<Fields>['templates'] = {
  FieldTemplate: FieldFrame,
  ObjectFieldTemplate: Group,
  ArrayFieldTemplate: List,
  ArrayFieldItemTemplate: Entry,
  DescriptionFieldTemplate: nothing,
  FieldErrorTemplate: nothing,
  FieldHelpTemplate: nothing,
  ErrorListTemplate: nothing,
  UnsupportedFieldTemplate: nothing,
  // Saving is asked for above the form.
  ButtonTemplates: { SubmitButton: nothing },
}
