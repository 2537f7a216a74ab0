import { randomBytes } from 'node:crypto';

import { DatabaseError, escapeIdentifier } from 'pg';
import type { Client } from 'pg';

import { connected, databaseOf, urlOfDatabase } from './connected';
import { CommandFailure } from '../launcher/exit-codes';

/** A database of its own on the server of an installation, gone again afterwards unless it takes the other's place. */
export interface ScratchDatabase {
  readonly url: string;
  /**
   * Takes the place of the installation's database, at once or not at all; returns what removes that one for good.
   * @throws CommandFailure `alreadyRunning` while anybody is connected to it
   */
  readonly takeOver: () => Promise<() => Promise<void>>;
}

const namePrefix = 'sentrybox_scratch_';
const objectInUse = '55006';
const insufficientPrivilege = '42501';

/** @param adminUrl of a role that may create databases */
export async function withScratchDatabase<T>(
  adminUrl: string,
  work: (scratch: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const server = await connected(urlOfDatabase(adminUrl, 'postgres'));
  const name = namePrefix + randomBytes(6).toString('hex');
  try {
    await dropAbandoned(server.client);
    await create(server.client, name);
    try {
      return await work({
        url: urlOfDatabase(adminUrl, name),
        takeOver: async () => await exchange(server.client, databaseOf(adminUrl), name),
      });
    } finally {
      await drop(server.client, name);
    }
  } finally {
    await server.close();
  }
}

async function create(server: Client, name: string): Promise<void> {
  try {
    await server.query(`CREATE DATABASE ${name}`);
  } catch (error) {
    if (!isServerError(error, insufficientPrivilege)) throw error;
    throw new CommandFailure('usage', 'The role of DATABASE_URL may not create databases (CREATEDB).', {
      cause: error,
    });
  }
}

/** Of runs that were killed. A database that somebody works in cannot be dropped without force. */
async function dropAbandoned(server: Client): Promise<void> {
  const { rows } = await server.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database d WHERE datname ~ '^${namePrefix}[0-9a-f]{12}$'
       AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`,
  );
  for (const { name } of rows) await server.query(`DROP DATABASE IF EXISTS ${name}`).catch(() => undefined);
}

async function exchange(server: Client, target: string, scratch: string): Promise<() => Promise<void>> {
  const former = `${scratch}_before`;
  try {
    await server.query('BEGIN');
    await server.query(`ALTER DATABASE ${escapeIdentifier(target)} RENAME TO ${former}`);
    await server.query(`ALTER DATABASE ${scratch} RENAME TO ${escapeIdentifier(target)}`);
    await server.query('COMMIT');
  } catch (error) {
    await server.query('ROLLBACK').catch(() => undefined); // the reason is the first error
    if (!isServerError(error, objectInUse)) throw error;
    throw new CommandFailure(
      'alreadyRunning',
      `Somebody is connected to the database ${target}: stop all services first. Nothing was changed.`,
      { cause: error },
    );
  }
  return async () => {
    await drop(server, former);
  };
}

async function drop(server: Client, name: string): Promise<void> {
  await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

function isServerError(error: unknown, code: string): boolean {
  return error instanceof DatabaseError && error.code === code;
}
