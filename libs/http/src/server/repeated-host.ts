/**
 * Whether the client named its host more than once: then a proxy in front may have routed by one of them while the
 * application reads the other. RFC 9112 3.2 wants 400; Node's parser keeps the first and says nothing.
 * @param rawHeaders name and value in turn
 */
export function namesHostTwice(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count > 1;
}
