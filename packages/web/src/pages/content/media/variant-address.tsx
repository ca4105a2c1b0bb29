import { IMAGE_FITS, IMAGE_FORMATS, IMAGE_SIZES, type MediaFile } from '@keywright/contract'
import { type ReactNode, useId, useState } from 'react'
import { Card } from '../../../ui/card.tsx'
import { CodeBlock } from '../../../ui/copy.tsx'
import { Field, Select } from '../../../ui/field.tsx'
import { focusOf } from './focal-point.ts'
import { hasVariants } from './media-kind.ts'

const FORMAT_NAMES = { webp: 'WebP', avif: 'AVIF', jpeg: 'JPEG', png: 'PNG' } as const

const FIT_NAMES = {
  inside: 'Inside',
  cover: 'Cropped',
  contain: 'Padded',
} as const

const ORIGINAL = { width: '', height: '', fit: 'inside', format: '' }

/** Where a file is delivered; of pictures in the size and format that somebody chooses. */
export function VariantAddress({ file }: { file: MediaFile }) {
  const [wish, setWish] = useState(ORIGINAL)
  const name = useId()
  const address = location.origin + file.url + queryOf(wish, file)
  const choose = (part: Partial<typeof ORIGINAL>) => {
    const next = { ...wish, ...part }
    // The others need both lengths.
    const hasBoth = next.width !== '' && next.height !== ''
    setWish({ ...next, fit: hasBoth ? next.fit : 'inside' })
  }
  return (
    <Card
      title="Address"
      description="It never changes. Without a credential it answers once something published refers to the file, unless delivery is protected."
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {hasVariants(file) && (
          <fieldset className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            <legend className="sr-only">Variant</legend>
            <Choice label="Width" value={wish.width} onChange={width => choose({ width })}>
              <option value="">As it is</option>
              {IMAGE_SIZES.map(size => (
                <option key={size}>{size}</option>
              ))}
            </Choice>
            <Choice label="Height" value={wish.height} onChange={height => choose({ height })}>
              <option value="">As it is</option>
              {IMAGE_SIZES.map(size => (
                <option key={size}>{size}</option>
              ))}
            </Choice>
            <Choice
              label="Fit"
              value={wish.fit}
              disabled={wish.width === '' || wish.height === ''}
              onChange={fit => choose({ fit })}
            >
              {IMAGE_FITS.map(fit => (
                <option key={fit} value={fit}>
                  {FIT_NAMES[fit]}
                </option>
              ))}
            </Choice>
            <Choice label="Format" value={wish.format} onChange={format => choose({ format })}>
              <option value="">As it is</option>
              {IMAGE_FORMATS.map(format => (
                <option key={format} value={format}>
                  {FORMAT_NAMES[format]}
                </option>
              ))}
            </Choice>
          </fieldset>
        )}
        <div aria-live="polite" id={name}>
          <CodeBlock code={address} label="address" />
        </div>
      </div>
    </Card>
  )
}

function Choice({
  label,
  value,
  disabled = false,
  onChange,
  children,
}: {
  label: string
  value: string
  disabled?: boolean
  onChange: (value: string) => void
  children: ReactNode
}) {
  return (
    <Field label={label}>
      <Select value={value} disabled={disabled} onChange={event => onChange(event.target.value)}>
        {children}
      </Select>
    </Field>
  )
}

function queryOf({ width, height, fit, format }: typeof ORIGINAL, { focalPoint }: MediaFile) {
  const query = new URLSearchParams({
    ...(width !== '' && { width }),
    ...(height !== '' && { height }),
    ...(fit !== 'inside' && { fit }),
    ...(fit === 'cover' && focalPoint && { focus: focusOf(focalPoint) }),
    ...(format !== '' && { format }),
  })
  return query.size > 0 ? `?${query}`.replace('%2C', ',') : ''
}
