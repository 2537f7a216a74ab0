import type { Desk, Line } from './desk';
import { defanged, indicatorLines } from './indicator-list';

const SENTENCES = [
  'The operators rented infrastructure for about two weeks before the first wave and reused one certificate on every host.',
  'Nothing in the second stage is packed; its configuration is stored as plain text and read once at the start.',
  'Analysts found that the loader waits for user interaction, checks the locale, and exits when a debugger is attached.',
  'We assess with moderate confidence that the activity serves the theft of credentials rather than espionage.',
  'Most victims work in logistics, and all of them received the same message within an hour of each other.',
  'Where multi-factor authentication was in place, the attempts ended there (see the timeline in section 4.2).',
  'Compared with the campaign of last spring, the group no longer relies on macros: it sends a link to an archive instead.',
  'Defenders should review scheduled tasks, disable the legacy protocol, and rotate the credentials of service accounts.',
  'The ransom note asks for contact within 72 hours and threatens to publish 1.4 TB of documents.',
  'Two of the domains had been registered on 11 February, three days before e-mails were sent from them.',
] as const;

/** Sentences that name what was seen, defanged as reports do. */
const FINDINGS: readonly [Line, ...Line[]] = [
  (desk) =>
    `Victims were sent to hxxps://${defanged(desk.network.hostName())}/login/${String(desk.dice.below(900))}, which answers browsers only.`,
  (desk) =>
    `The implant beacons to ${defanged(desk.network.outside())} every 90 seconds and keeps its state in C:\\ProgramData\\upd${String(desk.dice.below(900))}.dll.`,
  (desk) => `Delivery exploits CVE-2025-${String(10_000 + desk.dice.below(40_000))} and continues with T1059.001.`,
  (desk) =>
    `The archive (SHA-256 ${desk.dice.hex(64)}) holds a shortcut named invoice-${String(desk.dice.below(90))}.lnk.`,
];

const PARAGRAPHS = 24;
const SENTENCES_EACH = 5;
const LISTED = 30;

/** A report of some twelve thousand characters: narrative, one sentence in eight with a finding, an appendix of 30 lines. */
export function report(desk: Desk): string {
  const paragraphs = Array.from({ length: PARAGRAPHS }, () =>
    Array.from({ length: SENTENCES_EACH }, () => sentence(desk)).join(' '),
  );
  return [...paragraphs, 'Indicators of compromise', indicatorLines(desk, LISTED), ''].join('\n\n');
}

function sentence(desk: Desk): string {
  return desk.dice.below(8) === 0 ? desk.dice.pick(FINDINGS)(desk) : desk.dice.pick(SENTENCES);
}
