import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { foldersOutside } from '@sentrybox/local-servers';
import { startStack } from '@sentrybox/testing';
import type { Stack } from '@sentrybox/testing';
import { Client } from 'pg';

const root = findRoot(__dirname);
/** Servers that a first start downloads or unpacks stay here, as those of the tests do. */
export const serverCache = join(root, 'node_modules', '.cache', 'sentrybox');

function findRoot(from: string): string {
  return existsSync(join(from, 'package-lock.json')) ? from : findRoot(dirname(from));
}

/** A state folder under the system's temporary folder: empty, but for the servers' binaries. */
export function newHome(): string {
  // Not mkdtemp: that folder would be closed to the unprivileged user which root's servers run as.
  const home = join(tmpdir(), `sentrybox-bench-${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(home);
  chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700);
  mkdirSync(serverCache, { recursive: true });
  symlinkSync(serverCache, join(home, 'cache'));
  return home;
}

export function removeHome(home: string): void {
  for (const folder of [...foldersOutside(home), home]) rmSync(folder, { recursive: true, force: true });
}

/** The whole product, as a user starts it. */
export interface Installation extends Stack {
  /** The launcher, above every service and server. */
  readonly pid: number;
  readonly postgresPid: number;
}

interface Runtime {
  readonly pid: number;
  readonly postgres: { readonly pid: number };
}

/**
 * @param environment settings of plugins and services
 * @throws Error with what the start printed when it fails
 */
export async function startInstallation(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const stack = await startStack({ home, environment });
  // Written by the launcher of the same build before it says that it is ready.
  const { pid, postgres } = JSON.parse(readFileSync(join(home, 'run', 'runtime.json'), 'utf8')) as Runtime;
  return { ...stack, pid, postgresPid: postgres.pid };
}

const startAttempts = 3;

/**
 * Another program can take a port between the launcher's look and a service's listening; a second start with other ports
 * is then as good.
 * @throws what the last attempt threw
 */
export async function inAttempts<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === startAttempts) throw error;
    }
  }
}

/** An installation in a new state folder; `close` stops it and removes the folder. */
export async function freshInstallation(
  environment?: Readonly<Record<string, string>>,
): Promise<Installation & { close: () => Promise<void> }> {
  return await inAttempts(async () => {
    const home = newHome();
    try {
      const installation = await startInstallation(home, environment);
      const close = async (): Promise<void> => {
        await installation.stop();
        removeHome(home);
      };
      return { ...installation, close };
    } catch (error) {
      removeHome(home);
      throw error;
    }
  });
}

/** A fresh installation and a connection to its database as the owner. */
export interface OpenedInstallation {
  readonly installation: Installation;
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** What `use` gives, which has to close what was opened for it; it is closed here when `use` fails. */
export async function onFreshInstallation<T>(
  use: (opened: OpenedInstallation) => T | Promise<T>,
  environment?: Readonly<Record<string, string>>,
): Promise<T> {
  const installation = await freshInstallation(environment);
  const client = new Client({ connectionString: installation.databaseUrl });
  const close = async (): Promise<void> => {
    await client.end();
    await installation.close();
  };
  try {
    await client.connect();
    return await use({ installation, client, close });
  } catch (error) {
    await close();
    throw error;
  }
}
