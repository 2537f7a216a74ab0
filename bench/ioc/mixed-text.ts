import { EVERY_TYPE } from './every-type';

/** What a line or a paragraph is made of: its place in the text, and another number per text so that names differ. */
interface Place {
  readonly index: number;
  readonly seed: number;
}

const stamp = ({ index }: Place): string =>
  `2026-03-${String((index % 27) + 1).padStart(2, '0')}T10:${String(index % 60).padStart(2, '0')}:20Z`;

const inside = ({ index }: Place): string => `10.0.${String(index % 250)}.${String((index % 90) + 10)}`;

const outside = ({ index, seed }: Place): string =>
  `${String(((index + seed) % 80) + 20)}.${String(index % 200)}.${String((index * 7) % 100)}.${String((index % 250) + 1)}`;

const name = ({ index, seed }: Place): string => `${String(seed)}x${String(index % 700)}`;

/**
 * One line of each kind a day's collection holds, in the proportion of a small network: most traffic stays inside, most
 * messages are about the machines themselves. Seven of sixteen hold an indicator.
 */
const LOG_LINES: readonly ((place: Place) => string)[] = [
  (at) =>
    `${stamp(at)} fw1 action=allow proto=tcp src=${inside(at)} spt=${String(20_000 + at.index)} dst=${outside(at)} dpt=443 bytes=${String(at.index * 7)}`,
  (at) =>
    `${stamp(at)} fw1 action=allow proto=udp src=${inside(at)} spt=${String(40_000 + at.index)} dst=10.0.0.53 dpt=53 bytes=${String(60 + (at.index % 40))}`,
  (at) =>
    `${stamp(at)} fw1 action=deny proto=tcp src=${inside(at)} spt=${String(50_000 + (at.index % 9_000))} dst=10.1.4.20 dpt=445 rule=segment-clients reason="policy"`,
  (at) =>
    `${stamp(at)} proxy GET /assets/app.js?v=${String(at.index)} host=www.site${name(at)}.com status=200 agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64)"`,
  (at) =>
    `${stamp(at)} bastion sshd[${String(at.index)}]: Accepted publickey for deploy from ${inside(at)} port ${String(30_000 + at.index)} ssh2`,
  (at) => `${stamp(at)} bastion systemd[1]: Started Session ${String(at.index)} of user deploy.`,
  (at) =>
    `${stamp(at)} host7 process=C:\\Windows\\System32\\svchost.exe parent=services.exe user=CORP\\user${String(at.index % 90)} pid=${String(at.index)}`,
  (at) =>
    `${stamp(at)} web2 access client=${inside(at)} "GET /account/orders/${String(at.index)} HTTP/1.1" 200 ${String(at.index * 13)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
  (at) =>
    `{"time":"${stamp(at)}","level":"info","service":"billing","message":"request finished","status":200,"duration_ms":${String(at.index % 300)},"tenant":"t-${String(at.index % 30)}"}`,
  (at) =>
    `${stamp(at)} mail from=<news${name(at)}@example${String(at.index % 40)}.org> to=<user@corp.example> subject="Weekly report ${String(at.index)}"`,
  (at) =>
    `${stamp(at)} db1 postgres[812]: LOG: duration: ${String(at.index % 90)}.417 ms statement: SELECT id, state FROM orders WHERE tenant = $1 ORDER BY created_at`,
  (at) =>
    `${stamp(at)} dns1 query client=${inside(at)} name=cdn${name(at)}.example${String(at.index % 9)}.net type=A rcode=NOERROR`,
  (at) =>
    `${stamp(at)} dc1 eventid=4624 logon_type=3 user=CORP\\user${String(at.index % 90)} workstation=WS-${String(at.index % 400)} source=${inside(at)} result=success`,
  (at) =>
    `${stamp(at)} audit type=EXECVE pid=${String(at.index)} uid=0 exe=/usr/bin/rsync argc=4 success=yes key="backup"`,
  (at) =>
    `${stamp(at)} ids alert sid=20${String(at.index % 90)} priority=3 "Unusual user agent" src=${inside(at)} dst=${outside(at)} flow=established`,
  (at) => `${stamp(at)} host7 agent: inventory finished, 312 packages, 0 changes, next run in 3600 seconds`,
];

const PROSE = [
  'The operators rented infrastructure for about two weeks before the first wave and reused the same certificate on every ' +
    'host they controlled. Analysts found that the loader waits for user interaction, checks the locale of the machine, and ' +
    'exits when a debugger is attached. Nothing in the second stage is packed; its configuration is stored as plain text.',
  'We assess with moderate confidence that the activity serves the theft of credentials. Most victims work in logistics, and ' +
    'all of them received the same message within an hour of each other. Where multi-factor authentication was in place, the ' +
    'attempts ended there. Recommendations are listed at the end of this document, ordered by the effort they take.',
];

/** Three paragraphs of a report: one of narrative, two that name what was seen, defanged as reports do. */
function paragraphs(at: Place): string {
  const [first = '', second = ''] = PROSE;
  return [
    `Traffic to hxxp://bad${name(at)}[.]example${String(at.index % 13)}[.]net/p/${String(at.index)} was blocked. ${first}`,
    second,
    `The second stage came from ${outside(at).replaceAll('.', '[.]')} and was written to C:\\ProgramData\\upd${String(at.index)}.dll. ${first}`,
  ].join('\n');
}

/** Every how many groups of lines the list of one value of every type comes: some eight times in a MiB. */
const EVERY_TYPE_PERIOD = 33;

/**
 * About `length` UTF-16 units of what an analyst's working file holds: log lines of many sources, report paragraphs, and
 * now and then a list of one value of every type. The same `seed` gives the same text; another one other hosts and
 * addresses, so that nothing remembered from one text answers for the next.
 */
export function mixedText(length: number, seed = 0): string {
  const parts: string[] = [EVERY_TYPE];
  let size = EVERY_TYPE.length;
  for (let group = 0; size < length; group++) {
    const part = group % EVERY_TYPE_PERIOD === EVERY_TYPE_PERIOD - 1 ? EVERY_TYPE : linesOf(group, seed);
    parts.push(part);
    size += part.length + 1;
  }
  return parts.join('\n').slice(0, length);
}

function linesOf(group: number, seed: number): string {
  const lines = LOG_LINES.map((line, offset) => line({ index: group * LOG_LINES.length + offset, seed }));
  return [...lines, paragraphs({ index: group, seed })].join('\n');
}
