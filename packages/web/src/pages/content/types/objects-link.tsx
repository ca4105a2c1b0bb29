import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { buttonClass } from '../../../ui/button.tsx'

/** The way to the objects of a content type; without words of its own it is a button. */
export function ObjectsLink({
  domain,
  type,
  children,
}: {
  domain: string
  type: string
  children?: ReactNode
}) {
  return (
    <Link
      to="/d/$domain/content/objects/$type"
      params={{ domain, type }}
      className={children === undefined ? buttonClass() : LINK}
    >
      {children ?? 'Objects'}
    </Link>
  )
}

/** The way to the definition of a content type. */
export function DefinitionLink({
  domain,
  type,
  children,
}: {
  domain: string
  type: string
  children: ReactNode
}) {
  return (
    <Link to="/d/$domain/content/types/$type" params={{ domain, type }} className={LINK}>
      {children}
    </Link>
  )
}

const LINK = 'font-medium underline decoration-line underline-offset-3 hover:decoration-accent'
