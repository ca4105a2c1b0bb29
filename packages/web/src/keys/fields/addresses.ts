import { parseCidr } from '@keywright/core'

/** What is wrong with a line of an allow-list; lines count from 1. */
export interface AddressProblem {
  line: number
  message: string
}

/** The ranges of an allow-list, one on each line, without empty lines. */
export function addressesOf(text: string): string[] {
  return numbered(text).map(({ address }) => address)
}

/** The lines that are no addresses and no ranges. */
export function addressProblems(text: string): AddressProblem[] {
  return numbered(text).flatMap(({ address, line }) =>
    parseCidr(address) === undefined
      ? [{ line, message: `“${address}” is no address and no range such as 10.0.0.0/8.` }]
      : [],
  )
}

/** On which line an entry of the list stands. */
export function lineOf(text: string, index: number): number {
  return numbered(text)[index]?.line ?? 1
}

/** Problems as a text with a line for each. */
export function problemText(problems: readonly AddressProblem[]): string | undefined {
  if (problems.length === 0) return undefined
  return problems.map(({ line, message }) => `Line ${line}: ${message}`).join('\n')
}

function numbered(text: string): { address: string; line: number }[] {
  return text
    .split('\n')
    .map((address, index) => ({ address: address.trim(), line: index + 1 }))
    .filter(({ address }) => address !== '')
}
