import { canonicaliseFileName } from '../artefacts/paths';

/** JavaScript projects that are named after a file: `Node.js`. */
const PRODUCTS: ReadonlySet<string> = new Set(
  'node next nuxt vue react angular ember express three d3 moment chart discord socket backbone alpine require electron meteor solid knockout pixi babylon p5'.split(
    ' ',
  ),
);

/** Labels that make a dotted name a detection name. */
const DETECTION = /^(?:trojan|backdoor|ransom|worm|virus|heur|win(?:32|64)|w(?:32|64)|msil)\b/iu;

/** `java.net.URL`, `com.example.Main.class`: members of a package. */
const PACKAGE = /^(?:java|javax|com|org|net|android)\..*\.(?:[A-Z]\w*|[A-Z]\w*\.class)$/u;

/** Is a name under a file type that is no top-level domain a file, and not a product, a detection or a class? */
export function isFileName(text: string): boolean {
  const dot = text.lastIndexOf('.');
  const extension = text.slice(dot + 1);
  const isInitial = extension.length === 1 && (dot < 2 || extension !== extension.toLowerCase());
  return !isInitial && !isProduct(text) && canonicaliseFileName(text).ok;
}

function isProduct(text: string): boolean {
  return (
    (text.endsWith('.js') && PRODUCTS.has(text.slice(0, -3).toLowerCase())) ||
    DETECTION.test(text) ||
    PACKAGE.test(text)
  );
}
