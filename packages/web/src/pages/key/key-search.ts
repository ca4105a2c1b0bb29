/** The parts of the page of a key, in the order in which they are shown. */
export const KEY_TABS = ['overview', 'access', 'secrets', 'usage', 'activity', 'simulator'] as const
