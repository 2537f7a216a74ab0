import { Redis } from 'ioredis';
import { startAskingApp } from '../../test/asking-app';
import { IdentityApp } from '../../test/identity-app';
import { aKey, aPerson, aServiceAccount, logIn } from '../../test/people';

/** Everything that a copy of the database would show, as text. */
async function dumpDatabase({ database }: IdentityApp): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    parts.push(...rows.map(({ text }) => text));
  }
  return parts.join('\n');
}

/** Everything that passes through Redis while `work` runs, and what lies there afterwards. */
async function watchRedis(url: string, work: () => Promise<void>): Promise<string> {
  const client = new Redis(url);
  const monitor = await client.monitor();
  const seen: string[] = [];
  monitor.on('monitor', (_time: string, args: string[]) => seen.push(args.join(' ')));
  await work();
  for (const key of await client.keys('*')) seen.push(key, JSON.stringify(await client.dump(key)));
  monitor.disconnect();
  await client.quit();
  return seen.join('\n');
}

it('I12 keeps 20 keys, passwords and tokens out of the database, Redis and the logs', async () => {
  const identity = await IdentityApp.start();
  const other = await startAskingApp(identity.installation);
  const person = await aPerson(identity);
  const secrets: string[] = [person.password];
  try {
    const traffic = await watchRedis(identity.installation.redis.url, async () => {
      const { token, refreshToken } = await logIn(identity, person);
      secrets.push(token, refreshToken);
      const accountId = await aServiceAccount(identity, token);
      for (let index = 0; index < 20; index += 1) {
        const { key } = await aKey(identity, token, { accountId });
        secrets.push(key);
        await other.request('GET', '/api/v1/plugins', { key });
        await other.request('GET', '/api/v1/plugins', { headers: { authorization: `Bearer ${key}` } });
        await other.request('GET', `/api/v1/plugins?api_key=${key.slice(0, 3)}`, { key: key.toUpperCase() });
      }
      await other.request('GET', '/api/v1/plugins', { token });
      const body = { refresh_token: refreshToken };
      const next = await identity.call('POST', '/api/v1/auth/refresh', { body });
      secrets.push(next.body?.data.token ?? '', next.body?.data.refresh_token ?? '');
    });
    const places = {
      database: await dumpDatabase(identity),
      redis: traffic,
      logs: [...identity.running.logLines, ...other.logLines].join('\n'),
    };
    expect(secrets).toHaveLength(25);
    expect(traffic).toContain('identity.key.verify'); // so that the search below looked at something
    for (const [place, text] of Object.entries(places)) {
      expect(text.length).toBeGreaterThan(1_000);
      expect({
        place,
        found: secrets.flatMap((secret) => partsOf(secret)).filter((part) => text.includes(part)),
      }).toEqual({
        place,
        found: [],
      });
    }
  } finally {
    await other.close();
    await identity.stop();
  }
}, 30_000);

/** Every run of 12 characters that could give a secret away. Of a token only the signature is one. */
function partsOf(secret: string): string[] {
  const telling = secret.includes('.') ? secret.slice(secret.lastIndexOf('.') + 1) : secret;
  return Array.from({ length: telling.length - 11 }, (_, index) => telling.slice(index, index + 12));
}
