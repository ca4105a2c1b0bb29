import type { Surface } from './content-surface.ts'
import { FILE_SURFACES } from './content-surfaces-files.ts'
import { OBJECT_SURFACES } from './content-surfaces-objects.ts'
import { VIEW_SURFACES } from './content-surfaces-views.ts'

/** All ways to get at objects of a type, and at files. Whoever adds a way to get at content adds a row. */
export const SURFACES: readonly Surface[] = [...OBJECT_SURFACES, ...VIEW_SURFACES, ...FILE_SURFACES]
