/** The value, or undefined when the text is no JSON; every caller passes the result through a schema. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
