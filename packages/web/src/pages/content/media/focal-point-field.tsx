import type { MediaFile } from '@keywright/contract'
import { type PointerEvent, useId } from 'react'
import { useDebounced } from '../../../access/use-debounced.ts'
import { Button } from '../../../ui/button.tsx'
import { FieldSet } from '../../../ui/field.tsx'
import { type FocalPoint, focusOf, roundPoint } from './focal-point.ts'
import { imageBox } from './image-box.ts'

const MIDDLE: FocalPoint = { x: 0.5, y: 0.5 }

/** Crops in which the point stays in sight, widest first. */
const CROPS = [
  { width: 320, height: 128, className: 'w-40' },
  { width: 128, height: 128, className: 'w-16' },
  { width: 128, height: 192, className: 'w-11' },
] as const

/** Sets what of a picture stays in sight when it is cropped: by pointing at it, or with two sliders. */
export function FocalPointField({
  file,
  value,
  onChange,
  disabled,
}: {
  file: MediaFile
  value: FocalPoint | null
  onChange: (point: FocalPoint | null) => void
  disabled: boolean
}) {
  const point = value ?? MIDDLE
  const focus = useDebounced(focusOf(point))

  function pointAt(event: PointerEvent<HTMLDivElement>) {
    // The main button is held down, or a finger or pen touches the picture.
    if (disabled || event.buttons !== 1) return
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    onChange(roundPoint({ x: (event.clientX - left) / width, y: (event.clientY - top) / height }))
  }

  return (
    <FieldSet
      legend="Focal point"
      hint="What stays in sight when the picture is cropped. Press on the picture, or use the sliders."
    >
      <div className="grid gap-4 rounded-lg border border-line bg-sunken p-3">
        <div
          style={imageBox(file, 18)}
          className="relative cursor-crosshair touch-none justify-self-center select-none data-disabled:cursor-default"
          data-disabled={disabled ? '' : undefined}
          onPointerDown={event => {
            event.currentTarget.setPointerCapture(event.pointerId)
            pointAt(event)
          }}
          onPointerMove={pointAt}
        >
          <img
            src={`${file.url}?width=640&height=640&format=webp`}
            alt={file.alt || file.name}
            draggable={false}
            className="size-full rounded"
          />
          {value !== null && (
            <span
              aria-hidden
              className="pointer-events-none absolute size-7 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-white bg-accent/40 shadow-[0_0_0_1px_rgb(0_0_0/0.6)]"
              style={{ left: `${point.x * 100}%`, top: `${point.y * 100}%` }}
            />
          )}
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <Slider
            label="From the left"
            value={point.x}
            disabled={disabled}
            onChange={x => onChange(roundPoint({ ...point, x }))}
          />
          <Slider
            label="From the top"
            value={point.y}
            disabled={disabled}
            onChange={y => onChange(roundPoint({ ...point, y }))}
          />
        </div>
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div className="flex items-end gap-2">
            {CROPS.map(({ width, height, className }) => (
              <img
                key={`${width}×${height}`}
                src={`${file.url}?width=${width}&height=${height}&fit=cover&focus=${focus}&format=webp`}
                width={width}
                height={height}
                alt={`Cropped to ${width} by ${height}`}
                className={`${className} rounded border border-line`}
              />
            ))}
          </div>
          {value !== null && !disabled && (
            <Button size="small" onClick={() => onChange(null)}>
              Back to the middle
            </Button>
          )}
        </div>
      </div>
    </FieldSet>
  )
}

function Slider({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string
  value: number
  disabled: boolean
  onChange: (value: number) => void
}) {
  const id = useId()
  const percent = Math.round(value * 100)
  return (
    <div className="grid gap-1">
      <div className="flex justify-between text-[0.8125rem]">
        <label htmlFor={id}>{label}</label>
        <span className="text-muted">{percent} %</span>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        disabled={disabled}
        aria-valuetext={`${percent} percent`}
        onChange={event => onChange(Number(event.target.value) / 100)}
        className="h-6 w-full accent-(--accent)"
      />
    </div>
  )
}
