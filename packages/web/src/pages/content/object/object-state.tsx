import type { ContentObject } from '@keywright/contract'
import { Badge, type Tone } from '../../../ui/badge.tsx'

const STATES: Readonly<Record<ContentObject['state'], [tone: Tone, word: string]>> = {
  draft: ['neutral', 'Draft'],
  published: ['good', 'Published'],
  changed: ['warning', 'Changed since'],
}

/** Whether an object is published, and as it is now. */
export function ObjectState({ state }: { state: ContentObject['state'] }) {
  const [tone, word] = STATES[state]
  return <Badge tone={tone}>{word}</Badge>
}
