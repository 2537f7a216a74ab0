import type { z } from 'zod';

const maxSegments = 8;

/**
 * The path of the first field at fault, such as `data.reports.[].categories`: positions and names that the source chose
 * itself are left out, so that there are few different paths and none holds an indicator.
 */
export function fieldOf(error: z.ZodError): string {
  const path = deepest(error.issues[0]);
  return path.length === 0 ? '(whole)' : path.slice(0, maxSegments).join('.');
}

// A union says of itself only that no member fits; the member that went furthest says where.
function deepest(issue: z.core.$ZodIssue | undefined): string[] {
  if (issue === undefined) return [];
  const own = issue.path.map(segment);
  if (issue.code !== 'invalid_union') return own;
  const members = issue.errors.map(([first]) => deepest(first));
  return [...own, ...members.reduce((longest, each) => (each.length > longest.length ? each : longest), [])];
}

function segment(part: PropertyKey): string {
  if (typeof part === 'number') return '[]';
  return typeof part === 'string' && /^[\w@:-]{1,40}$/.test(part) ? part : '*';
}
