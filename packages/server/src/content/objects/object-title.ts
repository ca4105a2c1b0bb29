import type { CompiledType } from '../types/content-type.ts'
import type { Fields } from './object.view.ts'

/** The text of the title field, without white space around it; empty where there is none. */
export function titleIn({ view }: CompiledType, fields: Fields): string {
  const { titleField } = view
  if (titleField === null || !Object.hasOwn(fields, titleField)) return ''
  const title = fields[titleField]
  return typeof title === 'string' ? title.trim() : ''
}

/** What an object is called in lists: its id where its title is blank. */
export function titled(
  type: CompiledType,
  { id }: { id: string },
  fields: Fields,
): { title: string } {
  return { title: titleIn(type, fields).slice(0, LONGEST) || id }
}

const LONGEST = 200
