import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { auditMigrations } from '@sentrybox/audit';
import { migrateAll, SecretBox, tenantTable } from '@sentrybox/database';
import type { MigrationSet } from '@sentrybox/database';
import { workMigration } from '@sentrybox/queue';
import { Client } from 'pg';

import { openBackupFile, writeBackupFile } from './backup-file';
import { readBackupSecret } from './backup-secret';
import { urlOfDatabase } from './connected';
import { dumpDatabase } from './dump-database';
import { makeBackup } from './make-backup';
import type { BackupPart } from './records';
import { restoreBackup, restoreSecrets, verifyBackup } from './restore-backup';
import { completeSecrets } from '../launcher/secrets';
import type { InstallationSecrets } from '../launcher/secrets';
import { stateFolder } from '../launcher/state-folder';

jest.setTimeout(60_000);

const serverUrl = process.env['SENTRYBOX_TEST_DATABASE_URL'] ?? '';
const rows = async <Row>(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows as Row[];
  } finally {
    await client.end();
  }
};

// Everything that makes a table hard to copy: no key, a computed column, a key to itself, walls, numbers that grow.
const oddTables: MigrationSet = {
  app: 'data',
  migrations: [
    workMigration('data'),
    {
      name: '202611210001-create-odd-tables',
      up: async (sql) => {
        await sql(`
          CREATE TABLE data.odd (
            place text COLLATE "C", note text, bytes bytea, number float8, at timestamptz, list text[], tree jsonb,
            doubled float8 GENERATED ALWAYS AS (number * 2) STORED);
          CREATE TABLE data.chain (
            team_id uuid NOT NULL, name text NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY, next text,
            PRIMARY KEY (team_id, name), FOREIGN KEY (team_id, next) REFERENCES data.chain);
          INSERT INTO data.odd (place) VALUES ('put in by the migration');
          ${tenantTable('data', 'chain')}`);
      },
    },
  ],
};
const identity: MigrationSet = {
  app: 'identity',
  migrations: [
    {
      name: '202611210000-create-signing-keys',
      up: async (sql) => {
        await sql('CREATE TABLE identity.signing_key (id uuid PRIMARY KEY, private_sealed text NOT NULL)');
      },
    },
  ],
};
const later: MigrationSet = {
  app: 'data',
  migrations: [
    ...oddTables.migrations,
    {
      name: '202611220000-rename-note',
      up: async (sql) => {
        await sql('ALTER TABLE data.odd RENAME note TO text');
      },
    },
  ],
};
const audit: MigrationSet = { app: 'audit', migrations: auditMigrations };
const apps = [audit, identity, oddTables];
const team = '0192f0c1-0000-7000-8000-00000000000a';
const keyId = '0192f0c1-0000-7000-8000-000000000001';

let folder: string;
let secrets: InstallationSecrets;
let source: string;
let keyFile: string;
let backup: string;
const databases: string[] = [];
const quiet = () => undefined;
const secretOf = (path: string) => readBackupSecret({ 'key-file': path });

async function emptyDatabase(): Promise<string> {
  const name = `sbt_backup_${randomBytes(6).toString('hex')}`;
  await rows(serverUrl, `CREATE DATABASE ${name}`);
  databases.push(name);
  return urlOfDatabase(serverUrl, name);
}

function newHome() {
  const home = mkdtempSync(join(folder, 'home-'));
  return stateFolder(home);
}

async function restore(
  adminUrl: string,
  options: Partial<Parameters<typeof restoreBackup>[0]> & { path?: string } = {},
) {
  const { path = backup, ...rest } = options;
  const target = { folder: newHome(), adminUrl, apps, print: quiet, mayReplace: false, ...rest };
  await restoreBackup({ ...target, file: await openBackupFile(path, secretOf(keyFile)) });
  return target.folder;
}

/** Everything in every table, rows in no order. */
async function contentOf(url: string): Promise<Record<string, string[]>> {
  const tables = await rows<{ name: string }>(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('sentrybox', 'audit', 'identity', 'data') ORDER BY 1`,
  );
  const each = tables.map(
    ({ name }) => `SELECT '${name}' AS name, array_agg(t::text ORDER BY t::text) AS all FROM ${name} t`,
  );
  const found = await rows<{ name: string; all: string[] | null }>(url, each.join(' UNION ALL '));
  return Object.fromEntries(found.map(({ name, all }) => [name, all ?? []]));
}

async function scratchDatabases(): Promise<unknown[]> {
  return await rows(serverUrl, `SELECT datname FROM pg_database WHERE datname LIKE 'sentrybox_scratch_%'`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-backup-'));
  secrets = completeSecrets({});
  keyFile = join(folder, 'key');
  writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`);
  source = await emptyDatabase();
  await migrateAll({ adminUrl: source, apps, rolePasswords: {} });
  const place = { table: 'identity.signing_key', column: 'private_sealed', rowId: keyId, teamId: null };
  const sealed = SecretBox.fromKeys(secrets.keyEncryptionKeys).seal('private', place);
  await rows(source, 'INSERT INTO identity.signing_key VALUES ($1, $2)', [keyId, sealed]);
  await rows(
    source,
    `INSERT INTO data.odd (place, note, bytes, number, at, list, tree)
     SELECT 'ä' || n, E'tab\\tline\\nback\\\\slash \\\\. \\\\N "quote" 🔑' || n, decode(md5(n::text), 'hex'),
       CASE n WHEN 1 THEN 'NaN' WHEN 2 THEN 0.1 + 0.2 ELSE random() END,
       CASE n WHEN 1 THEN 'infinity' ELSE clock_timestamp() END, ARRAY[NULL, '', n::text], jsonb_build_object('n', n)
     FROM generate_series(1, 3000) n UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL`,
  );
  await rows(source, `INSERT INTO data.chain VALUES ($1, 'a', DEFAULT, 'a'), ($1, 'Z', DEFAULT, 'a')`, [team]);
  await rows(source, `INSERT INTO data.outbox (team_id, work_id) VALUES ($1, $1), ($1, $1)`, [team]);
  await rows(source, `SELECT audit.ensure_partitions(0)`);
  await rows(
    source,
    `CREATE TABLE audit.event_202501 PARTITION OF audit.event FOR VALUES FROM ('2025-01-01Z') TO ('2025-02-01Z')`,
  );
  await rows(
    source,
    `INSERT INTO audit.event (id, action, outcome, recorded_at)
     VALUES (gen_random_uuid(), 'now', 'success', now()), (gen_random_uuid(), 'then', 'failure', '2025-01-15Z'),
       (gen_random_uuid(), 'before', 'success', '2001-01-01Z')`,
  );
  backup = join(folder, 'backup');
  await makeBackup({
    ...{ path: backup, secret: secretOf(keyFile), adminUrl: source, apps, print: quiet },
    belongings: { secrets, environment: { LOG_LEVEL: "it's" }, createdAt: new Date() },
  });
});

afterAll(async () => {
  for (const name of databases) await rows(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup restored into an empty place', () => {
  let target: string;
  let restored: ReturnType<typeof stateFolder>;

  beforeAll(async () => {
    target = await emptyDatabase();
    restored = await restore(target);
  });

  it('has every row of every table, of other months of the audit log too, and no trace of itself', async () => {
    const [before, after] = [await contentOf(source), await contentOf(target)];
    expect(before['data.odd']).toHaveLength(3_002);
    expect(before['audit.event_202501']).toHaveLength(1);
    expect(before['audit.event_default']).toHaveLength(1);
    // Steps that are taken at every update say when they were taken last.
    const [steps, stepsAfter] = [before, after].map((content) => content['sentrybox.migration']?.length);
    expect(stepsAfter).toBe(steps);
    expect({ ...after, 'sentrybox.migration': [] }).toEqual({ ...before, 'sentrybox.migration': [] });
    expect(await scratchDatabases()).toEqual([]);
  });

  it('goes on with the numbers where they were, and keeps its walls and its triggers', async () => {
    const added = await rows<{ id: string }>(
      target,
      'INSERT INTO data.outbox (team_id, work_id) VALUES ($1, $1) RETURNING id',
      [team],
    );
    expect(added).toEqual([{ id: '3' }]);
    await expect(rows(target, `UPDATE audit.event SET action = 'x'`)).rejects.toThrow('never changed');
    await expect(rows(target, 'TRUNCATE audit.event_202501')).rejects.toThrow('never changed');
    const walls = await rows(target, `SELECT relforcerowsecurity FROM pg_class WHERE oid = 'data.chain'::regclass`);
    expect(walls).toEqual([{ relforcerowsecurity: true }]);
    await expect(rows(target, `INSERT INTO data.chain VALUES ($1, 'b', DEFAULT, 'none')`, [team])).rejects.toThrow(
      'foreign key',
    );
  });

  it('has its secrets, and leaves the environment beside them for a shell to read', () => {
    expect(JSON.parse(readFileSync(restored.secrets, 'utf8'))).toEqual(secrets);
    expect(readFileSync(join(restored.path, 'configuration.env'), 'utf8')).toBe(`LOG_LEVEL='it'\\''s'\n`);
  });
});

it('shows nothing of what it holds', () => {
  const bytes = readFileSync(backup);
  for (const text of ['data.odd', 'CREATE', 'private_sealed', secrets.keyEncryptionKeys, 'odd'.repeat(2)]) {
    expect(bytes.includes(text)).toBe(false);
  }
});

it('is of one moment, whatever is written meanwhile', async () => {
  const belongings = { secrets, environment: {}, createdAt: new Date() };
  const chain = [`INSERT INTO data.chain VALUES ($1, 'meanwhile', DEFAULT, NULL)`, [team]] as const;
  const parts = async function* (): AsyncGenerator<BackupPart> {
    let isWritten = false;
    for await (const part of dumpDatabase(source, belongings)) {
      if (!isWritten) await rows(source, ...chain);
      isWritten = true;
      yield part;
    }
  };
  const path = join(folder, 'meanwhile');
  await writeBackupFile(path, secretOf(keyFile), parts());
  const target = await emptyDatabase();
  await restore(target, { path });
  await rows(source, `DELETE FROM data.chain WHERE name = 'meanwhile'`);

  expect(await rows(target, `SELECT count(*)::int FROM data.chain`)).toEqual([{ count: 2 }]);
});

it('is brought up to date when it is older than the version that restores it', async () => {
  const target = await emptyDatabase();
  await restore(target, { apps: [audit, identity, later] });

  expect(await rows(target, 'SELECT count(text)::int FROM data.odd')).toEqual([{ count: 3_000 }]);
});

describe('an installation that is there already', () => {
  let target: string;
  let home: ReturnType<typeof stateFolder>;

  beforeAll(async () => {
    target = await emptyDatabase();
    await migrateAll({ adminUrl: target, apps, rolePasswords: {} });
    home = newHome();
    writeFileSync(home.secrets, 'those of before');
    mkdirSync(join(home.path, 'redis', 'data'), { recursive: true });
  });

  /** Nothing is as little changed as what reads the same. */
  const state = async () => [await contentOf(target), readFileSync(home.secrets, 'utf8'), await scratchDatabases()];

  it('stays as it is unless it may be replaced', async () => {
    const before = await state();
    await expect(restore(target, { folder: home })).rejects.toMatchObject({ reason: 'usage' });
    await expect(restore(target)).rejects.toMatchObject({ reason: 'usage' });
    expect(await state()).toEqual(before);
  });

  const changed = (name: string, change: (bytes: Buffer) => Buffer): string => {
    const path = join(folder, `changed-${name}`);
    writeFileSync(path, change(readFileSync(backup)));
    return path;
  };
  const otherKey = (): string => {
    const path = join(folder, 'other-key');
    writeFileSync(path, randomBytes(32).toString('base64'));
    return path;
  };
  const flipped = (place: number) => (bytes: Buffer) => {
    const at = place < 0 ? bytes.length + place : place;
    return Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)]);
  };

  it.each<[string, string, (bytes: Buffer) => Buffer]>([
    ['that is no backup', 'backupUnreadable', () => Buffer.from('{}')],
    ['that is empty', 'backupUnreadable', () => Buffer.alloc(0)],
    ['of another form', 'backupNewer', flipped(16)],
    ['with a changed header', 'backupUnreadable', flipped(20)],
    ['with a changed beginning', 'backupUnreadable', flipped(100)],
    ['with a changed middle', 'backupUnreadable', flipped(70_000)],
    ['with a changed end', 'backupUnreadable', flipped(-1)],
    ['cut off in its header', 'backupUnreadable', (bytes) => bytes.subarray(0, 50)],
    ['cut off behind its header', 'backupUnreadable', (bytes) => bytes.subarray(0, 82)],
    ['cut off between two chunks', 'backupUnreadable', (bytes) => bytes.subarray(0, 82 + 65_552)],
    ['cut off by a byte', 'backupUnreadable', (bytes) => bytes.subarray(0, -1)],
    ['with something behind it', 'backupUnreadable', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
  ])('stays as it is when it is to be replaced by a file %s', async (name, reason, change) => {
    const before = await state();
    const path = changed(name.replaceAll(' ', '-'), change);
    await expect(restore(target, { path, folder: home, mayReplace: true })).rejects.toMatchObject({ reason });
    expect(await state()).toEqual(before);
  });

  it('stays as it is with the wrong key, a passphrase for a key, and a backup of a newer version', async () => {
    const before = await state();
    await expect(openBackupFile(backup, secretOf(otherKey()))).rejects.toMatchObject({ reason: 'backupUnreadable' });
    const passphrase = join(folder, 'passphrase');
    writeFileSync(passphrase, 'correct horse battery staple');
    const given = readBackupSecret({ 'passphrase-file': passphrase });
    await expect(openBackupFile(backup, given)).rejects.toMatchObject({ reason: 'usage' });
    const older = [audit, identity, { ...oddTables, migrations: oddTables.migrations.slice(0, 1) }];
    const replacing = { folder: home, mayReplace: true };
    await expect(restore(target, { ...replacing, apps: older })).rejects.toMatchObject({ reason: 'backupNewer' });
    expect(await state()).toEqual(before);
  });

  it('stays as it is while a service is connected to it', async () => {
    const before = await state();
    const service = new Client({ connectionString: target });
    await service.connect();
    const failure = restore(target, { folder: home, mayReplace: true });
    await expect(failure).rejects.toMatchObject({ reason: 'alreadyRunning' });
    await service.end();
    expect(await state()).toEqual(before);
  });

  it('gives way to the backup, with its queues, when it may be replaced', async () => {
    await restore(target, { folder: home, mayReplace: true });

    expect(await rows(target, 'SELECT count(*)::int FROM data.odd')).toEqual([{ count: 3_002 }]);
    expect(JSON.parse(readFileSync(home.secrets, 'utf8'))).toEqual(secrets);
    expect(existsSync(join(home.path, 'redis', 'data'))).toBe(false);
    expect(await scratchDatabases()).toEqual([]);
  });
});

describe('one part of a backup', () => {
  it('the database alone leaves the secrets in place, and empties the Redis that it is told of', async () => {
    const target = await emptyDatabase();
    const redisData = mkdtempSync(join(folder, 'redis-'));
    mkdirSync(join(redisData, 'appendonlydir'));
    writeFileSync(join(redisData, 'appendonlydir', 'appendonly.aof'), 'of another past');
    // Rotated since: a key more, and the old one still there.
    const keptSecrets = { ...secrets, keyEncryptionKeys: `k9:${'A'.repeat(43)}=,${secrets.keyEncryptionKeys}` };
    const home = await restore(target, { keptSecrets, redisData });

    expect(await rows(target, 'SELECT count(*)::int FROM data.odd')).toEqual([{ count: 3_002 }]);
    expect([existsSync(home.secrets), existsSync(redisData), readdirSync(redisData)]).toEqual([false, true, []]);
  });

  it('the database alone is refused where the secrets lack a key that it needs', async () => {
    const target = await emptyDatabase();
    const failure = restore(target, { keptSecrets: completeSecrets({ keyEncryptionKeys: secrets.keyEncryptionKeys }) });
    await expect(failure).rejects.toMatchObject({
      reason: 'usage',
      message: expect.stringMatching(/lack k1 of API_KEY_PEPPERS, which/) as string,
    });
    expect(await contentOf(target)).toEqual({});
  });

  it('the secrets alone need no database, and replace none unasked', async () => {
    const home = newHome();
    const file = await openBackupFile(backup, secretOf(keyFile));
    await restoreSecrets({ file, folder: home, print: quiet }, false);

    expect(JSON.parse(readFileSync(home.secrets, 'utf8'))).toEqual(secrets);
    await expect(restoreSecrets({ file, folder: home, print: quiet }, false)).rejects.toMatchObject({
      reason: 'usage',
    });
    await restoreSecrets({ file, folder: home, print: quiet }, true);
  });
});

describe('the verification', () => {
  const belongings = () => ({ secrets, environment: {}, createdAt: new Date() });
  const verified = async (path: string) => {
    await verifyBackup({
      ...{ file: await openBackupFile(path, secretOf(keyFile)), adminUrl: source, apps, print: quiet },
    });
  };

  it('accepts a good backup beside the installation that it came from', async () => {
    await verified(backup);
    expect(await scratchDatabases()).toEqual([]);
  });

  it.each<[string, (part: BackupPart) => BackupPart]>([
    ['a value', (part) => withData(part, (text) => text.replace('tab', 'tap'))],
    ['a missing row', (part) => withData(part, (text) => text.slice(text.indexOf('\n') + 1))],
    ['the number of rows', (part) => (part.part === 'tableEnd' ? { ...part, rows: part.rows + 1 } : part)],
  ])('notices %s that is not what was saved', async (name, change) => {
    const path = join(folder, name.replaceAll(' ', '-'));
    const parts = async function* () {
      let isChanged = false; // once: what follows may begin within a row
      for await (const part of dumpDatabase(source, belongings())) {
        const hostile: BackupPart = isChanged ? part : change(part);
        isChanged ||= hostile !== part;
        yield hostile;
      }
    };
    await writeBackupFile(path, secretOf(keyFile), parts());
    await expect(verified(path)).rejects.toMatchObject({ reason: 'backupUnverified' });
  });

  it('leaves no file when stored secrets do not open with the keys beside them', async () => {
    const path = join(folder, 'other-secrets');
    const failure = makeBackup({
      ...{ path, secret: secretOf(keyFile), adminUrl: source, apps, print: quiet },
      belongings: { ...belongings(), secrets: completeSecrets({}) },
    });
    await expect(failure).rejects.toMatchObject({ reason: 'backupUnverified' });
    expect([existsSync(path), existsSync(`${path}.unverified`)]).toEqual([false, false]);
  });

  it('is asked for by nobody whose role would see only some of the rows', async () => {
    const role = `sbt_reader_${randomBytes(4).toString('hex')}`;
    await rows(source, `CREATE ROLE ${role} LOGIN PASSWORD 'reader' IN ROLE pg_read_all_data`);
    const url = new URL(source);
    [url.username, url.password] = [role, 'reader'];
    const path = join(folder, 'partial');
    const failure = writeBackupFile(path, secretOf(keyFile), dumpDatabase(url.href, belongings()));
    await expect(failure).rejects.toMatchObject({ reason: 'usage' });
    await rows(source, `DROP ROLE ${role}`);
  });

  it('needs no more than a passphrase', async () => {
    const passphrase = join(folder, 'other-passphrase');
    writeFileSync(passphrase, 'correct horse battery staple\n');
    const path = join(folder, 'by-passphrase');
    const secret = readBackupSecret({ 'passphrase-file': passphrase });
    await writeBackupFile(path, secret, dumpDatabase(source, belongings()));
    writeFileSync(passphrase, 'incorrect horse battery staple');

    await verifyBackup({ file: await openBackupFile(path, secret), adminUrl: source, apps, print: quiet });
    const wrong = readBackupSecret({ 'passphrase-file': passphrase });
    await expect(openBackupFile(path, wrong)).rejects.toMatchObject({ reason: 'backupUnreadable' });
  });
});

function withData(part: BackupPart, change: (text: string) => string): BackupPart {
  if (part.part !== 'data') return part;
  const text = part.data.toString();
  return change(text) === text ? part : { part: 'data', data: Buffer.from(change(text)) };
}
