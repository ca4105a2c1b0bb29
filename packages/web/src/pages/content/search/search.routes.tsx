/** The pages of this area. */
export const searchRoutes = [] as const
