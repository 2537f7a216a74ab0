/**
 * The platform's URL parser without its exception. `URL.canParse` is no substitute: once optimised, Node 20 reads
 * Latin-1 text there as UTF-8 and refuses `http://bücher.de/`.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
