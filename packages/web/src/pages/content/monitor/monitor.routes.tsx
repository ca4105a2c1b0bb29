/** The pages of this area. */
export const monitorRoutes = [] as const
