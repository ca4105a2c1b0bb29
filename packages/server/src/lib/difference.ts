/** Only what differs between two views of a thing: what an audit event shows as before and after. */
export function difference(before: Record<string, unknown>, after: Record<string, unknown>) {
  const changed = Object.keys(after).filter(
    name => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(changed.map(name => [name, from[name]]))
  return { before: pick(before), after: pick(after), changed: changed.length > 0 }
}
