/** What a User-Agent header means to people, as in "Firefox on Linux"; the program's own name where it is no browser. */
export function browserOf(userAgent: string | null): string {
  if (userAgent === null) return 'Unknown program'
  const browser = nameOf(BROWSERS, userAgent)
  const system = nameOf(SYSTEMS, userAgent)
  if (browser === undefined) return userAgent.split(/[\s/]/)[0] || 'Unknown program'
  return system === undefined ? browser : `${browser} on ${system}`
}

// In this order: most of them also claim to be those further down.
const BROWSERS = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Headless)?Chrome\//, 'Chrome'],
  [/\bVersion\/.* Safari\//, 'Safari'],
] as const

const SYSTEMS = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const

function nameOf(table: readonly (readonly [RegExp, string])[], userAgent: string) {
  return table.find(([pattern]) => pattern.test(userAgent))?.[1]
}
