/**
 * The platform's URL parser without its exception. `URL.canParse` is no substitute: once optimised, Node 20 reads
 * Latin-1 text there as UTF-8 and refuses `http://bücher.de/`.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    // A text that does not parse is all that the constructor refuses a string for. Neither the class nor the code of
    // the error can be asked: browsers give it no code, and a context of its own (node:vm) another TypeError.
    return undefined;
  }
}
