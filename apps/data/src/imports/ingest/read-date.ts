// 2024-05-23, 2024-05-23 10:00:00, 2024-05-23T10:00:00.000Z, 2024-05-23 10:00:00 UTC, 2024-05-23T10:00:00+02:00
const isoLike = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const seconds = /^\d{9,10}(?:\.\d+)?$/;
const milliseconds = /^\d{12,13}$/;

const earliestMs = Date.UTC(1990, 0, 1);

/**
 * A time as feeds write it, in ISO 8601; `undefined` where it cannot be read, lies before 1990 or after `now`. A time
 * without a zone is UTC.
 */
export function readDate(text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const at = milliseconds.test(text) ? Number(text) : seconds.test(text) ? Number(text) * 1_000 : isoTime(text);
  if (at === undefined || !(at >= earliestMs && at <= now.getTime())) return undefined;
  return new Date(at).toISOString();
}

function isoTime(text: string): number | undefined {
  const parts = isoLike.exec(text);
  if (parts === null) return undefined;
  const [, day = '', time = '00:00:00', zone = 'Z'] = parts;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^([+-]\d{2}):?/, '$1:') : 'Z';
  return Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${offset}`);
}
