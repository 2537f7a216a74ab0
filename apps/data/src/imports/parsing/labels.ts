const longestLabel = 64;
const mostLabels = 32;

/** A list of labels written as one text, separated by commas or semicolons. */
export function labelsOfText(text: string): readonly string[] {
  return text.split(/[,;]/);
}

/** Labels that can be stored and asked for: trimmed, no control characters, cut at 64, each once, at most 32. */
export function cleanLabels(labels: readonly string[]): string[] {
  const clean = new Set<string>();
  for (const label of labels) {
    if (clean.size === mostLabels) break;
    const text = label
      .replace(/[\p{Cc},]/gu, ' ')
      .trim()
      .slice(0, longestLabel)
      .trim();
    if (text !== '') clean.add(text);
  }
  return [...clean];
}
