/**
 * The platform's URL parser without its exception. `URL.canParse` is no substitute: once optimised, Node 20 reads
 * Latin-1 text there as UTF-8 and refuses `http://bücher.de/`.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    // By its code: the parser's TypeError is not the TypeError of a context made with node:vm, where tests run.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_INVALID_URL') {
      return undefined;
    }
    throw error;
  }
}
