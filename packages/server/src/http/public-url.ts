/** The address under which people and programs reach this installation, without a trailing slash. */
export interface PublicUrl {
  current(): string
  /** Called once the socket listens: with PORT=0 the port is known only then. */
  listeningAt(url: string): void
}

/** The configured address, else the one the server listens on. */
export function createPublicUrl(config: {
  publicUrl: string | undefined
  host: string
  port: number
}): PublicUrl {
  let url = config.publicUrl ?? `http://${config.host}:${config.port}`
  return {
    current: () => url,
    listeningAt(listening) {
      url = config.publicUrl ?? listening
    },
  }
}
