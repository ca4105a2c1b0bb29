import type { UiSchema } from '@rjsf/utils'

/** Most entries that a list shows at once, by how many lists there are within each other: few hundreds in all. */
const SHOWN = [50, 20, 8] as const

/** How many entries of a list of a form are shown at once. */
export function shownEntries(path: readonly (string | number)[], uiSchema?: UiSchema): number {
  const around = path.filter(name => typeof name === 'number').length
  const within = Number(uiSchema?.['ui:options']?.listsWithin ?? 0)
  return SHOWN[Math.min(around + within, SHOWN.length - 1)] ?? 0
}
