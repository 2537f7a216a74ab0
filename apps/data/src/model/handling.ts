import type { SourceScope, Tlp } from '@sentrybox/contracts';

/** `everybody`: without a credential that may read a team's rows. */
export type ReaderKind = 'everybody' | 'team';

/**
 * TLP 2.0 (FIRST): what is marked CLEAR and GREEN may go round, AMBER stays with the organisation that runs the platform
 * and so with its teams. RED is for named recipients: a team's own rows may be, and its members see them; of the
 * platform's rows nobody is a named recipient.
 * @returns SQL of a condition on rows of an evidence view
 */
export function visibleSql(scope: SourceScope, reader: ReaderKind, alias: string): string {
  if (scope === 'team') return 'true';
  return reader === 'team' ? `${alias}.tlp <> 'red'` : `${alias}.tlp IN ('clear', 'green')`;
}

/** Whether a row that its reader may see may also leave in a file, which nobody can call back. */
export function mayBeExported(tlp: Tlp): boolean {
  return tlp !== 'red';
}
