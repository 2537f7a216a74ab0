import type { Operation, SeenState } from './history';

/** One stored piece of work, read from the truth after everything came to rest. */
export interface StoredWork {
  /** What the service named it. */
  readonly id: string;
  /** What the client named it. */
  readonly operation: string;
  readonly team: string;
  readonly state: SeenState;
}

export interface FinalState {
  readonly work: readonly StoredWork[];
  /** How often the far end saw each operation take effect. */
  readonly effects: ReadonlyMap<string, number>;
  /** The operations that the audit log has a row of, with the team of the row. */
  readonly audited: readonly { readonly operation: string; readonly team: string }[];
}

type Rule =
  | 'accepted_is_lost'
  | 'stored_twice'
  | 'never_ended'
  | 'state_went_back'
  | 'effect_twice'
  | 'success_without_effect'
  | 'effect_of_nothing'
  | 'refused_but_stored'
  | 'stored_for_another_team'
  | 'seen_by_another_team'
  | 'not_audited';

export interface Violation {
  readonly rule: Rule;
  /** The operation. */
  readonly id: string;
  readonly detail: string;
}

interface Submission {
  readonly team: string;
  readonly status: 'ok' | 'refused' | 'unknown';
  readonly accepted: string | undefined;
}

/**
 * Every promise that the history and the final state break. Nothing is asked of submissions whose outcome is unknown
 * but that they, too, took effect once at most, ended if they exist, and belong to their team.
 */
export function checkHistory(history: readonly Operation[], final: FinalState): Violation[] {
  const submissions = submissionsOf(history);
  const stored = groupedBy(final.work, ({ operation }) => operation);
  return [
    ...[...submissions].flatMap(([id, submission]) => [
      ...existence(id, submission, stored.get(id) ?? []),
      ...audit(id, submission, final.audited),
    ]),
    ...final.work.flatMap((work) => ending(work, submissions.get(work.operation))),
    ...effects(submissions, stored, final.effects),
    ...readings(history, stored),
    ...history.flatMap((entry) =>
      entry.op === 'trespass' && entry.status === 'seen'
        ? [violation('seen_by_another_team', entry.id, `${entry.team} read it`)]
        : [],
    ),
  ];
}

function submissionsOf(history: readonly Operation[]): Map<string, Submission> {
  const submissions = new Map<string, Submission>();
  for (const entry of history) {
    if (entry.op === 'submit') {
      submissions.set(entry.id, { team: entry.team, status: entry.status, accepted: entry.accepted });
    }
  }
  return submissions;
}

function existence(id: string, submission: Submission, stored: readonly StoredWork[]): Violation[] {
  const { status, accepted } = submission;
  if (status === 'refused' && stored.length > 0) return [violation('refused_but_stored', id, names(stored))];
  if (status === 'ok' && !stored.some((work) => work.id === accepted)) {
    return [violation('accepted_is_lost', id, `accepted as ${accepted ?? 'nothing'}, stored: ${names(stored)}`)];
  }
  return stored.length > 1 ? [violation('stored_twice', id, names(stored))] : [];
}

function ending(work: StoredWork, submission: Submission | undefined): Violation[] {
  const found: Violation[] = [];
  if (work.state === 'pending') found.push(violation('never_ended', work.operation, work.id));
  if (submission !== undefined && submission.team !== work.team) {
    found.push(violation('stored_for_another_team', work.operation, `${work.team} instead of ${submission.team}`));
  }
  return found;
}

function effects(
  submissions: ReadonlyMap<string, Submission>,
  stored: ReadonlyMap<string, readonly StoredWork[]>,
  counted: ReadonlyMap<string, number>,
): Violation[] {
  const happened = [...counted].filter(([, count]) => count > 0);
  const mayHappen = (id: string) => stored.has(id) && (submissions.get(id)?.status ?? 'refused') !== 'refused';
  const succeeded = [...stored].filter(([, works]) => works.some(({ state }) => state === 'succeeded'));
  return [
    ...happened.filter(([, count]) => count > 1).map(([id, count]) => violation('effect_twice', id, `${count} times`)),
    ...happened
      .filter(([id]) => !mayHappen(id))
      .map(([id]) => violation('effect_of_nothing', id, submissions.get(id)?.status ?? 'nobody submitted it')),
    ...succeeded
      .filter(([id]) => (counted.get(id) ?? 0) === 0)
      .map(([id, works]) => violation('success_without_effect', id, names(works))),
  ];
}

/** Once somebody read an end, it stays that end, for later readers and in the final state. */
function readings(history: readonly Operation[], stored: ReadonlyMap<string, readonly StoredWork[]>): Violation[] {
  const ends = new Map<string, SeenState>();
  const found: Violation[] = [];
  const compare = (id: string, state: SeenState): void => {
    const before = ends.get(id);
    if (before !== undefined && before !== state) {
      found.push(violation('state_went_back', id, `${before}, then ${state}`));
    } else if (state !== 'pending') ends.set(id, state);
  };
  for (const entry of history) if (entry.op === 'read') compare(entry.id, entry.status);
  for (const [id, works] of stored) for (const { state } of works) compare(id, state);
  return found;
}

function audit(id: string, submission: Submission, audited: FinalState['audited']): Violation[] {
  const teams = audited.filter(({ operation }) => operation === id).map(({ team }) => team);
  const found: Violation[] = [];
  if (submission.status === 'ok' && teams.length === 0) found.push(violation('not_audited', id, 'no row'));
  if (teams.some((team) => team !== submission.team)) {
    found.push(violation('stored_for_another_team', id, `audited for ${teams.join(', ')}`));
  }
  return found;
}

function groupedBy<T>(list: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}

function names(stored: readonly StoredWork[]): string {
  return stored.length === 0 ? 'nothing' : stored.map(({ id, state }) => `${id} (${state})`).join(', ');
}

function violation(rule: Rule, id: string, detail: string): Violation {
  return { rule, id, detail };
}
