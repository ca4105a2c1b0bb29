/** The pages of this area. */
export const objectRoutes = [] as const
