import { severities } from '@sentrybox/contracts';
import type { Severity } from '@sentrybox/contracts';

/** Severities are stored as numbers so that the database can compare them: info is 1, critical is 5. */
export function rankOf(severity: Severity): number {
  return severities.length - severities.indexOf(severity);
}

/** @throws RangeError for a number that `rankOf` never gives: the column's check keeps such out. */
export function severityOf(rank: number): Severity {
  const severity = severities[severities.length - rank];
  if (severity === undefined) throw new RangeError(`${rank} is the rank of no severity.`);
  return severity;
}
