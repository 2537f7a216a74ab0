import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** What became of a submission, as its client saw it. */
export type SubmitStatus =
  /** The service said that it has it. */
  | 'ok'
  /** The service said that it has it not, and meant it (4xx). */
  | 'refused'
  /** No answer, or one that leaves it open (5xx, time-out, broken connection). */
  | 'unknown';

/** A state of accepted work, as somebody read it. `uncertain`: it ended, and whether it took effect is not known. */
export type SeenState = 'pending' | 'succeeded' | 'failed' | 'uncertain';

interface Entry {
  /** Milliseconds since the run began. */
  readonly t: number;
  /** What the client named the operation; its effect at the far end carries the same name. */
  readonly id: string;
  readonly team: string;
}

export type Operation =
  | (Entry & { readonly op: 'submit'; readonly status: SubmitStatus; readonly accepted?: string })
  | (Entry & { readonly op: 'read'; readonly status: SeenState })
  /** A member of another team asked for it. */
  | (Entry & { readonly op: 'trespass'; readonly status: 'hidden' | 'seen' })
  /** What was done to the system; `id` is the fault. */
  | (Entry & { readonly op: 'fault'; readonly status: 'begin' | 'end' });

type WithoutTime<T> = T extends unknown ? Omit<T, 't'> : never;

/** Everything that clients did and saw, in the order in which they saw it, one JSON line each. */
export class History {
  private readonly startedAt = performance.now();
  private readonly kept: Operation[] = [];

  /** @param file written anew; every line is there before the call returns, so that a crash of the run loses nothing */
  constructor(private readonly file: string) {
    writeFileSync(file, '');
  }

  get operations(): readonly Operation[] {
    return this.kept;
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  add(operation: WithoutTime<Operation>): void {
    const entry = { t: Math.round(this.elapsedMs), ...operation };
    this.kept.push(entry);
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}

/** @throws Error when a line is not one of a history */
export function readHistory(file: string): Operation[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Operation); // written by History
}
