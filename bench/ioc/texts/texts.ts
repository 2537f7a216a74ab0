import type { Line } from './desk';
import { Dice } from './dice';
import { EVERY_TYPE } from './every-type';
import { indicatorLines } from './indicator-list';
import { logLine } from './log-lines';
import { Network } from './network';
import { report } from './report';

/** Log lines to one report: two thirds of the mixed text are log lines. */
const LINES_PER_REPORT = 110;
/** One value of every type comes once in so many lines and reports: some eight times in a MiB. */
const EVERY_TYPE_PERIOD = 500;

const LIST_LINES = 50;

const mixed: Line = (desk) => {
  if (desk.index % EVERY_TYPE_PERIOD === 0) return EVERY_TYPE;
  return desk.index % LINES_PER_REPORT === 1 ? report(desk) : logLine(desk);
};

const WRITERS = {
  mixed,
  log: logLine,
  report,
  list: (desk) => indicatorLines(desk, LIST_LINES),
} satisfies Record<string, Line>;

export type TextKind = keyof typeof WRITERS;

/**
 * `length` UTF-16 units of a kind of text. The same seed gives the same text; another one has other hosts, addresses and
 * digests, so that nothing remembered from one text answers for the next.
 */
export function textOf(kind: TextKind, length: number, seed: number): string {
  const dice = new Dice(seed);
  const network = new Network(dice, seed);
  const parts: string[] = [];
  let size = 0;
  for (let index = 0; size < length; index++) {
    const part = WRITERS[kind]({ dice, network, index });
    parts.push(part);
    size += part.length + 1;
  }
  return parts.join('\n').slice(0, length);
}
