import { once } from 'node:events';
import { uuidv7 } from '@sentrybox/database';
import { request } from '@sentrybox/testing';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { onFreshInstallation } from '../../harness/installation';
import type { Installation } from '../../harness/installation';
import { publicAddresses } from '../public-addresses';

/** An installation whose tables hold a given number of rows, and a connection to its database as the owner. */
export interface FilledTables {
  readonly installation: Installation;
  readonly client: Client;
  /** Of the key's team, which has a list of its own over what everybody knows. */
  readonly teamId: string;
  readonly addresses: readonly string[];
  readonly names: readonly string[];
  close(): Promise<void>;
}

const overlayRows = 10_000;
const batch = 50_000;

/** Every other row is an address, every other a name. Filled by COPY: what is measured is reading. */
export async function filledTables(rows: number): Promise<FilledTables> {
  return await onFreshInstallation(async ({ installation, client, close }) => {
    const addresses = publicAddresses(rows / 2);
    const names = addresses.map((address, index) => nameOf(address, index));
    // The index of parts is made behind the rows, which takes a third of the time.
    const [{ indexdef } = { indexdef: '' }] = (
      await client.query<{ indexdef: string }>(
        `SELECT indexdef FROM pg_indexes WHERE schemaname = 'data' AND indexname = 'indicator_text_idx'`,
      )
    ).rows;
    await client.query('DROP INDEX data.indicator_text_idx');
    await fill(client, addresses, names);
    await client.query(indexdef);
    const teamId = await importOverlay(installation, client, addresses);
    await client.query('VACUUM ANALYZE data.indicator, data.sighting, data.team_indicator, data.team_sighting');
    return { installation, client, teamId, addresses, names, close };
  });
}

const words = ['mail', 'login', 'secure', 'cdn', 'shop', 'news', 'update', 'pay', 'bank', 'cloud', 'drive', 'portal'];

/** Distinct, of words that many names have and parts that few have. */
function nameOf(address: string, index: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const word = words[index % words.length] ?? '';
  return `${word}-${((c * 256 + d) * 256 + b).toString(36)}${a.toString(36)}.${(d * 7_919 + b).toString(36)}x.com`;
}

async function fill(client: Client, addresses: readonly string[], names: readonly string[]): Promise<void> {
  const sourceId = uuidv7();
  await client.query(
    `INSERT INTO data.source (id, name, description, source_type, lineage, reliability, format, mode, default_confidence,
       default_severity, threat_types, tags, is_enabled, indicators_count, snapshot_at, last_imported_at)
     VALUES ($1, 'Bench', '', 'open_source', 'bench', 'B', '{"kind":"lines"}', 'snapshot', 0.7, 3, '{scanner}', '{bench}',
       true, $2, now(), now())`,
    [sourceId, addresses.length + names.length],
  );
  for (let start = 0; start < addresses.length; start += batch) {
    const rows = addresses.slice(start, start + batch).flatMap((address, index) => [
      { id: uuidv7(), type: 'ipv4', key: address },
      { id: uuidv7(), type: 'domain', key: names[start + index] ?? '' },
    ]);
    await copy(
      client,
      'data.indicator (id, type, lookup_key)',
      rows.map(({ id, type, key }) => `${id}\t${type}\t${key}\n`),
    );
    const seenAt = '2026-11-01T00:00:00Z';
    await copy(
      client,
      'data.sighting (source_id, indicator_id, first_seen_at)',
      rows.map(({ id }) => `${sourceId}\t${id}\t${seenAt}\n`),
    );
  }
}

export async function copy(client: Client, table: string, lines: readonly string[]): Promise<void> {
  const stream = client.query(from(`COPY ${table} FROM STDIN`));
  stream.end(lines.join(''));
  await once(stream, 'finish');
}

/** A list of the team's own: half of it everybody knows too. */
async function importOverlay(
  { urls, apiKey }: Installation,
  client: Client,
  addresses: readonly string[],
): Promise<string> {
  const send = async (path: string, body: unknown, headers?: Record<string, string>) => {
    const answer = await request(`${urls.data}/api/v1${path}`, {
      credential: apiKey,
      body,
      ...(headers ? { headers } : {}),
    });
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as { readonly id: string };
  };
  const { id } = await send('/sources', { name: 'Bench overlay' });
  const own = [...addresses.slice(0, overlayRows / 2), ...publicAddresses(overlayRows / 2, addresses.length)];
  await send(`/sources/${id}/import`, `${own.join('\n')}\n`, { 'content-type': 'text/plain' });
  for (const endMs = performance.now() + 60_000; performance.now() < endMs;) {
    const { rows } = await client.query<{ team_id: string; n: string }>(
      'SELECT team_id, indicators_count AS n FROM data.team_source WHERE id = $1',
      [id],
    );
    if (Number(rows[0]?.n) === overlayRows) return rows[0]?.team_id ?? '';
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The list of the team was not imported in time.');
}
