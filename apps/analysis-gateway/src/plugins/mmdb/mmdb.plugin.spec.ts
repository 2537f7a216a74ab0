import { writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextWith, indicatorOf } from '../../../test/indicator-of';
import { mmdb } from './mmdb.plugin';

/** The smallest database: one node for the first bit, one record for addresses below 128.0.0.0, none above. */
function database(country: string): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0x40 | value.length]), Buffer.from(value)]);
  const map = (...entries: Buffer[]) => Buffer.concat([Buffer.from([0xe0 | (entries.length / 2)]), ...entries]);
  const uint16 = (value: number) => Buffer.from([0xa1, value]);
  const record = map(text('country'), map(text('iso_code'), text(country)));
  const separator = Buffer.alloc(16);
  // Left: the first record (16 behind the number of nodes); right: the number of nodes, which means none.
  const tree = Buffer.from([0, 0, 1 + 16, 0, 0, 1]);
  const metadata = map(
    ...[text('node_count'), Buffer.from([0xc1, 1]), text('record_size'), uint16(24), text('ip_version'), uint16(4)],
    ...[text('database_type'), text('Test'), text('languages'), Buffer.from([0, 4])],
    ...[text('binary_format_major_version'), uint16(2), text('binary_format_minor_version'), uint16(0)],
    ...[text('build_epoch'), Buffer.from([4, 2, 0x6a, 0, 0, 0]), text('description'), Buffer.from([0xe0])],
  );
  return Buffer.concat([tree, separator, record, Buffer.from('abcdef', 'hex'), Buffer.from('MaxMind.com'), metadata]);
}

describe('mmdb', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mmdb-'));
  const path = join(folder, 'test.mmdb');
  const plugin = mmdb();
  const look = (ip: string, at = path) => plugin.run(indicatorOf('ip', ip), contextWith({ settings: { path: at } }));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('tells where an address is, and reads a newer file in its place', async () => {
    writeFileSync(path, database('NL'));
    expect(await look('93.184.216.34')).toMatchObject({
      status: 'ok',
      summary: { country: 'NL' },
      evidence: [{ claim: 'context', facts: ['It belongs to NL.'] }],
    });
    expect(await look('193.184.216.34')).toMatchObject({ status: 'not_found' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(path, database('DE'));
    expect(await look('93.184.216.34')).toMatchObject({ summary: { country: 'DE' } });
  });

  it.each(['no such file', 'a file that is none'])('is an error for %s, not an empty database', async (what) => {
    const other = join(folder, what);
    if (what.startsWith('a file')) writeFileSync(other, 'not a database');
    await expect(look('93.184.216.34', other)).rejects.toMatchObject({ pluginCode: 'unavailable' });
  });
});
