import { Upload } from 'lucide-react'
import { useRef } from 'react'
import { Button, type ButtonProps } from '../../../ui/button.tsx'

/** Lets somebody pick files of their own device. */
export function UploadButton({
  onFiles,
  variant = 'secondary',
  label = 'Upload files',
}: {
  onFiles: (files: File[]) => void
  variant?: ButtonProps['variant']
  label?: string
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button variant={variant} onClick={() => input.current?.click()}>
        <Upload aria-hidden /> {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          // The same file can then be picked again.
          event.target.value = ''
        }}
      />
    </>
  )
}
