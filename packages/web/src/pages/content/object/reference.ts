/** What a relation or a media field holds. */
export interface Reference {
  type: string
  id: string
}

/** The references that a value is or lists; none where it is something else. */
export function referencesIn(value: unknown): Reference[] {
  return (Array.isArray(value) ? value : [value]).filter(isReference)
}

/** Whether a value has the shape of a reference. */
function isReference(value: unknown): value is Reference {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'id' in value &&
    typeof value.id === 'string'
  )
}
