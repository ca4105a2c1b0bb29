import type { CompiledType } from '../content/types/content-type.ts'

/** The types that relations of a type lead to: their titles are shown with its objects. */
export function relatedTypes({ fields }: CompiledType): string[] {
  return [...new Set([...fields.values()].flatMap(({ to }) => to))]
}

/** What is read for all that a panel shows of a type, by the names that permissions have for it. */
export function resourcesShown(type: CompiledType): string[] {
  const hasFiles = [...type.fields.values()].some(({ kind }) => kind === 'media')
  return [type.name, ...relatedTypes(type), ...(hasFiles ? ['media'] : [])]
}
