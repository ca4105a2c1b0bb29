/** The parts of the page of a key, in the order in which they are shown. */
export const KEY_TABS = ['overview', 'access', 'secrets', 'usage', 'activity', 'simulator'] as const

/** The times that the plot of usage can show. */
export const USAGE_RANGES = ['day', 'week', 'month'] as const

/** One time that the plot of usage can show. */
export type UsageRange = (typeof USAGE_RANGES)[number]
