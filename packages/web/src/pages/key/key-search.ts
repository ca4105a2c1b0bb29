/** The parts of the page of a key, in the order in which they are shown. */
export const KEY_TABS = ['overview', 'access', 'secrets', 'usage', 'activity', 'simulator'] as const

/** One part of the page of a key. */
export type KeyTab = (typeof KEY_TABS)[number]

/** The times that the plot of usage can show. */
export const USAGE_RANGES = ['day', 'week', 'month'] as const

/** One time that the plot of usage can show. */
export type UsageRange = (typeof USAGE_RANGES)[number]
