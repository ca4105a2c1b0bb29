import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { toast } from './toast.tsx'

const SHOWN_MILLISECONDS = 1500

/** Puts a text on the clipboard and says so; false when the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  // There is no clipboard on a page that came over plain HTTP from another machine.
  const isCopied = await write(text).catch(() => copySelected(text))
  if (isCopied) toast({ title: 'Copied' })
  else {
    toast({
      tone: 'danger',
      title: 'The browser did not allow copying',
      detail: 'Select the text and copy it by hand.',
    })
  }
  return isCopied
}

async function write(text: string): Promise<boolean> {
  await navigator.clipboard.writeText(text)
  return true
}

/** Copies as a person would: from a field that nobody sees, within the dialog that holds the focus. */
function copySelected(text: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'sr-only'
  const place = focused?.closest('[role=dialog], [role=alertdialog]') ?? document.body
  place.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}

/** Copies a text; says so, aloud as well. */
export function CopyButton({
  text,
  label = 'Copy',
  iconOnly,
  onCopied,
}: {
  text: string
  label?: string
  iconOnly?: boolean
  onCopied?: () => void
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy() {
    if (!(await copyText(text))) return
    setCopied(true)
    onCopied?.()
  }

  const Icon = copied ? Check : Copy
  return iconOnly ? (
    <IconButton label={label} onClick={() => void copy()}>
      <Icon aria-hidden />
    </IconButton>
  ) : (
    <Button onClick={() => void copy()}>
      <Icon aria-hidden />
      {copied ? 'Copied' : label}
    </Button>
  )
}

/** Text to be copied, with its button. */
export function CodeBlock({
  code,
  label,
  onCopied,
}: {
  code: string
  label: string
  onCopied?: () => void
}) {
  return (
    <div className="relative rounded-lg border border-line bg-sunken">
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto p-3 pr-12"
      >
        <pre className="font-mono text-xs leading-5">{code}</pre>
      </section>
      <div className="absolute inset-y-0 right-0 rounded-r-lg bg-sunken p-1">
        <CopyButton iconOnly text={code} label={`Copy ${label}`} {...(onCopied && { onCopied })} />
      </div>
    </div>
  )
}
