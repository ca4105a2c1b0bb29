import { type ComponentType, createContext } from 'react'
import type { JsonSchema } from './field-kind.ts'

/** What an editor of a group's fields needs. */
export interface GroupProps {
  schema: JsonSchema
  /** Names of the content types that relations can lead to. */
  types: readonly string[]
  onChange: (schema: JsonSchema) => void
}

/** Edits the fields of a group. Fields may be groups of fields: whoever draws the outermost gives it. */
export const GroupEditor = createContext<ComponentType<GroupProps> | undefined>(undefined)
