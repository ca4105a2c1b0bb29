import { z } from 'zod'

/** A search as an address says it: the router reads a bare number as one, as in `?search=2024`. */
export const searchText = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().max(100))
