/**
 * The pages of a long answer, each only after its caller was looked at again: a key that is revoked
 * meanwhile is told nothing more. Throws what `renew` throws, which cuts the answer off.
 */
export async function* whileWelcome<T>(
  pages: AsyncIterable<T>,
  renew: () => Promise<unknown>,
): AsyncGenerator<T, void> {
  for await (const page of pages) {
    await renew()
    yield page
  }
}
