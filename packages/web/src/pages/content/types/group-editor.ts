import { type ComponentType, createContext } from 'react'
import type { FieldErrors } from '../../../app/use-field-errors.ts'
import type { JsonSchema } from './field-kind.ts'

/** What an editor of a group's fields needs. */
export interface GroupProps {
  schema: JsonSchema
  /** The group as the server has it; undefined where it has none. */
  stored: JsonSchema | undefined
  /** By pointer below the schema. */
  errors: FieldErrors
  /** Names of the content types that relations can lead to. */
  types: readonly string[]
  disabled: boolean
  onChange: (schema: JsonSchema) => void
}

/** Edits the fields of a group. Fields may be groups of fields: whoever draws the outermost gives it. */
export const GroupEditor = createContext<ComponentType<GroupProps> | undefined>(undefined)
