import type { Desk, Line } from './desk';

export function defanged(name: string): string {
  return name.replaceAll('.', '[.]');
}

/** What appendices and published lists are made of. */
const KINDS: readonly [Line, ...Line[]] = [
  (desk) => desk.dice.hex(64),
  (desk) => `${desk.dice.hex(64)}  payload-${String(desk.dice.below(900))}.dll`,
  (desk) => defanged(desk.network.hostName()),
  (desk) => desk.network.hostName(),
  (desk) => defanged(desk.network.outside()),
  (desk) => `hxxp://${defanged(desk.network.hostName())}/gate/${desk.dice.hex(8)}.php`,
  (desk) => `domain,${desk.network.hostName()},command and control`,
  (desk) => `sha1,${desk.dice.hex(40)},dropper`,
];

export function indicatorLines(desk: Desk, count: number): string {
  return Array.from({ length: count }, () => desk.dice.pick(KINDS)(desk)).join('\n');
}
