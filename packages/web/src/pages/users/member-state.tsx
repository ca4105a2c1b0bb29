import { Badge } from '../../ui/badge.tsx'

/** Whether somebody can work in the domain: active, suspended here, or locked out of the instance. */
export function MemberState({ value }: { value: { disabled: boolean; suspended?: boolean } }) {
  if (value.disabled) return <Badge tone="danger">Deactivated</Badge>
  if (value.suspended) return <Badge tone="warning">Suspended</Badge>
  return <Badge tone="good">Active</Badge>
}

/** Whether somebody signs in with a second step. */
export function SecondStep({ on }: { on: boolean }) {
  return on ? <Badge tone="good">On</Badge> : <span className="text-muted">Off</span>
}
