/** What a part of a form is called; entries of lists are counted, as in "Tag 2". */
export function entryName(label: string, id: string): string {
  const [, index] = /\/(\d+)$/.exec(id) ?? []
  return index === undefined ? label : `${label.replace(/-\d+$/, '')} ${Number(index) + 1}`
}

/** Whether a part of a form is an entry of a list. */
export function isEntry(id: string): boolean {
  return /\/\d+$/.test(id)
}
