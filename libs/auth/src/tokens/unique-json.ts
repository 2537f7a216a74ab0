/**
 * Parses a JSON object and refuses one that names a member twice: parsers disagree about which of the two counts, so a
 * token could mean one thing where it is checked and another where it is used (RFC 8725 section 2.4 names the class).
 * Undefined for anything but one valid JSON object without repeated names, at any depth.
 */
export function parseUniqueJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || hasRepeatedName(text)) return undefined;
  return { ...value };
}

/** One pass over text that is known to be valid JSON: there, a string before a colon is always a member name. */
function hasRepeatedName(text: string): boolean {
  const open: Set<string>[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '{' || char === '[') open.push(new Set());
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, index);
      const names = open.at(-1);
      if (text[nextToken(text, end + 1)] === ':' && names !== undefined) {
        const name = JSON.parse(text.slice(index, end + 1)) as string; // a JSON string, by the scan above
        if (names.has(name)) return true;
        names.add(name);
      }
      index = end;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

function nextToken(text: string, start: number): number {
  let index = start;
  while (text[index] === ' ' || text[index] === '\n' || text[index] === '\r' || text[index] === '\t') index += 1;
  return index;
}
