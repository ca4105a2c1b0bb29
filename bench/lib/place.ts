/** A database and the folder of its keys, as the environment of a server names them. */
export interface Place {
  KEYWRIGHT_DATA: string
  DATABASE_URL?: string
}

/** How the owner of every measured server signs in. */
export const OWNER = { email: 'owner@bench.example', password: 'correct horse battery staple' }
