import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchWarninglists } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { DataApp } from '../../test/data-app';

const corpora = process.env.CORPORA_DIR;
const folder = join(corpora ?? '', 'feeds', 'warninglists');
const described = corpora === undefined ? describe.skip : describe;

jest.setTimeout(180_000);

interface MispList {
  readonly name: string;
  readonly type: string;
  readonly list: readonly string[];
  readonly matching_attributes?: readonly string[];
}

/** A value that the list has to be found by. */
function exampleOf({ type, list, matching_attributes: attributes = [] }: MispList): { type: string; value: string } {
  const entry = (list[0] ?? '').trim();
  if (type === 'regex') {
    return attributes.includes('email-src')
      ? { type: 'email', value: 'abuse@example.com' }
      : { type: 'phone-number', value: '+12125550142' };
  }
  if (type === 'cidr') {
    const address = entry.split('/')[0] ?? '';
    return { type: address.includes(':') ? 'ipv6' : 'ipv4', value: address };
  }
  if (attributes.some((name) => name.startsWith('email'))) return { type: 'email', value: `somebody@${entry}` };
  const digest = attributes.find((name) => name === 'md5' || name === 'azure-application-id');
  if (digest !== undefined) return { type: digest, value: entry.toLowerCase() };
  const isAddress = /^[\d.]+$/.test(entry);
  if (isAddress) return { type: 'ipv4', value: entry };
  return { type: 'domain', value: entry.toLowerCase().replace(type === 'hostname' ? /^\./ : /^$/, '') };
}

// Named by its environment variable, as every test over published corpora.
described('lists of MISP (needs CORPORA_DIR)', () => {
  let data: DataApp;

  beforeAll(async () => {
    data = await DataApp.start(fetch);
  });

  afterAll(() => data.stop());

  it('imports every published list, and finds a value of each under its name', async () => {
    const teamId = uuidv7();
    const as = data.callers.key(teamId);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const imported: MispList[] = [];
    const refused: string[] = [];
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const list = JSON.parse(text) as MispList; // published form, checked by the import itself
      const { status, code, body } = await data.call('POST', '/api/v1/warninglists', {
        as,
        text,
        type: 'application/json',
      });
      if (status === 201) {
        expect(body).toMatchObject({ name: list.name, match_type: list.type, entry_count: list.list.length });
        imported.push(list);
      } else refused.push(`${file} ${list.type} ${String(code)}`);
    }

    expect(files.length).toBeGreaterThanOrEqual(134);
    expect(refused).toEqual([]);
    const answer = await data.messages.ask(
      matchWarninglists,
      { teamId, keys: imported.map(exampleOf) },
      { deadlineMs: 60_000 },
    );
    const missing = imported.filter(({ name }, at) => !answer.matches[at]?.some(({ list }) => list === name));
    expect(missing.map((list) => [list.name, exampleOf(list)])).toEqual([]);
    expect(answer.listCount).toBe(imported.length + 3);
  });
});
