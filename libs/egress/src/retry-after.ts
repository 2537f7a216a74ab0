/** Longer waits are cut: a source that says "in a year" is asked again tomorrow. */
const maxSeconds = 86_400;

/**
 * Reads `Retry-After` (RFC 9110 10.2.3): whole seconds or an HTTP date.
 * @param header value of the header, if there was one.
 * @param now the clock against which a date counts.
 * @returns whole seconds, 0 to 86,400; undefined when there is none or it is neither form.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) {
    return Math.min(Number(text), maxSeconds);
  }
  // Only the form with a weekday: Date.parse alone would take "5.5" for a month.
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) {
    return undefined;
  }
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    return undefined;
  }
  return Math.min(Math.max(Math.ceil((at - now.getTime()) / 1_000), 0), maxSeconds);
}
