import {
  Braces,
  Calendar,
  CalendarClock,
  Hash,
  Image,
  Layers,
  Link2,
  List,
  ListChecks,
  type LucideIcon,
  Sigma,
  SquareM,
  ToggleLeft,
  Type,
} from 'lucide-react'
import type { FieldKind } from './field-kind.ts'

/** The picture of a kind of field; its name stands beside it. */
export function KindIcon({ kind }: { kind: FieldKind }) {
  const Icon = ICONS[kind]
  return <Icon aria-hidden className="size-4 shrink-0 text-muted" />
}

const ICONS: Readonly<Record<FieldKind, LucideIcon>> = {
  text: Type,
  markdown: SquareM,
  number: Sigma,
  integer: Hash,
  boolean: ToggleLeft,
  date: Calendar,
  'date-time': CalendarClock,
  choice: ListChecks,
  relation: Link2,
  media: Image,
  list: List,
  object: Layers,
  other: Braces,
}
