import type { ParsedRecord, RecordBatches } from './parsed-record';
import { readLines } from './read-lines';

/** Names of the machine itself that every hosts file begins with. */
const ownNames = new Set([
  'localhost',
  'localhost.localdomain',
  'local',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
]);
const ownPrefix = 'ip6-';

/** The format of hosts(5): an address, then names; `#` begins a comment. The names are the values. */
export async function* parseHosts(chunks: AsyncIterable<Buffer>): RecordBatches {
  for await (const lines of readLines(chunks)) {
    const records = lines.flatMap((line): ParsedRecord[] =>
      line.isTooLong ? [{ text: line.text, rejection: 'record_too_long' }] : recordsOf(line.text),
    );
    if (records.length > 0) yield records;
  }
}

function recordsOf(line: string): ParsedRecord[] {
  const comment = line.indexOf('#');
  const text = (comment === -1 ? line : line.slice(0, comment)).trim();
  if (text === '') return [];
  const [address = '', ...names] = text.split(/\s+/);
  if (names.length === 0) return [{ text, rejection: 'value_missing' }];
  return names
    .filter((name) => !ownNames.has(name) && !name.startsWith(ownPrefix) && name !== address)
    .map((value) => ({ text, fields: { value, type: 'domain' } }));
}
