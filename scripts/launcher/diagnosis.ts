import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname } from 'node:path';

import { appNames } from '@sentrybox/contracts';
import {
  chooseRedis,
  findPostgres,
  freeMebibytes,
  isPortFree,
  LocalServerError,
  serverIdentity,
  whyChosen,
} from '@sentrybox/local-servers';

import { runningLauncher } from './launcher-lock';
import { choosePorts } from './ports';
import { readRuntime } from './runtime-file';
import { listenHost } from './service-spec';
import type { StateFolder } from './state-folder';

export interface Finding {
  readonly grade: 'ok' | 'warning' | 'problem';
  readonly subject: string;
  readonly text: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const enoughDiskMebibytes = 1_000;
const enoughMemoryMebibytes = 1_500;

/** Looks at everything a start depends on. Changes nothing and downloads nothing. */
export async function diagnose(folder: StateFolder, environment: Environment): Promise<Finding[]> {
  const launcher = await runningLauncher(folder);
  const runtime = launcher === undefined ? undefined : readRuntime(folder);
  const findings = [versionFinding(), ...stateFindings(folder), await diskFinding(folder), memoryFinding()];
  if (launcher !== undefined) {
    findings.push({ grade: 'ok', subject: 'running', text: `since ${launcher.startedAt}, process ${launcher.pid}` });
  }
  if (runtime === undefined) {
    findings.push(await postgresFinding(folder, environment), await redisFinding(folder, environment));
    findings.push(...(launcher === undefined ? await portFindings(environment) : []));
  } else {
    findings.push({ grade: 'ok', subject: 'PostgreSQL', text: `runs: ${runtime.postgres.description}` });
    findings.push({ grade: 'ok', subject: 'Redis', text: `runs: ${runtime.redis.description}` });
  }
  return findings;
}

function versionFinding(): Finding {
  const user =
    process.getuid?.() === 0 ? 'root (PostgreSQL and Redis run as nobody)' : `user ${process.getuid?.() ?? 'unknown'}`;
  return {
    grade: 'ok',
    subject: 'Node.js',
    text: `${process.versions.node} on ${process.platform} ${process.arch}, as ${user}`,
  };
}

function stateFindings(folder: StateFolder): Finding[] {
  const subject = 'state folder';
  let existing = folder.path;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    return [{ grade: 'problem', subject, text: `${existing} cannot be written; set SENTRYBOX_HOME` }];
  }
  const found: Finding[] = [
    { grade: 'ok', subject, text: `${folder.path}${existing === folder.path ? '' : ' (will be made)'}` },
  ];
  if (existsSync(folder.secrets) && (statSync(folder.secrets).mode & 0o077) !== 0) {
    found.push({ grade: 'problem', subject: 'secrets', text: `others can read ${folder.secrets}: chmod 600` });
  }
  return found;
}

async function diskFinding(folder: StateFolder): Promise<Finding> {
  const free = await freeMebibytes(folder.path);
  const grade = free >= enoughDiskMebibytes ? 'ok' : 'warning';
  return {
    grade,
    subject: 'disk',
    text: `${free} MiB free${grade === 'ok' ? '' : `, fewer than ${enoughDiskMebibytes}`}`,
  };
}

function memoryFinding(): Finding {
  const free = Math.floor(freemem() / 1024 / 1024);
  const grade = free >= enoughMemoryMebibytes ? 'ok' : 'warning';
  return {
    grade,
    subject: 'memory',
    text: `${free} MiB free${grade === 'ok' ? '' : `; the services want ${enoughMemoryMebibytes}`}`,
  };
}

async function postgresFinding(folder: StateFolder, environment: Environment): Promise<Finding> {
  const subject = 'PostgreSQL';
  if (isSet(environment['DATABASE_URL']))
    return { grade: 'ok', subject, text: 'DATABASE_URL is set: that one is used' };
  const { found, refused } = await findPostgres({ cacheDir: folder.cache, identity: serverIdentity() });
  const [first] = found;
  if (first === undefined) return { grade: 'problem', subject, text: `none would run: ${refused.join('; ')}` };
  return { grade: 'ok', subject, text: `${first.version} would run: ${whyChosen(first, refused)}` };
}

async function redisFinding(folder: StateFolder, environment: Environment): Promise<Finding> {
  const subject = 'Redis';
  if (isSet(environment['REDIS_URL'])) return { grade: 'ok', subject, text: 'REDIS_URL is set: that one is used' };
  try {
    const choice = await chooseRedis({
      cacheDir: folder.cache,
      identity: serverIdentity(),
      mayDownload: false,
      log: () => undefined,
    });
    const grade = choice.kind === 'js-redis-server' ? 'warning' : 'ok';
    return { grade, subject, text: `${choice.version} would run: ${choice.reason}` };
  } catch (error) {
    if (!(error instanceof LocalServerError)) throw error;
    return { grade: 'warning', subject, text: `none here yet; the first start downloads one. ${error.message}` };
  }
}

async function portFindings(environment: Environment): Promise<Finding[]> {
  const ports = choosePorts(0, environment);
  const host = listenHost(environment);
  const all = appNames.flatMap((app) => [
    { what: app, port: ports[app].http },
    { what: `${app} metrics`, port: ports[app].metrics },
  ]);
  const states = await Promise.all(
    all.map(async (entry) => ({ ...entry, isFree: await isPortFree(entry.port, host) })),
  );
  const taken = states.filter(({ isFree }) => !isFree);
  if (taken.length === 0)
    return [{ grade: 'ok', subject: 'ports', text: `${all.map(({ port }) => port).join(', ')} are free` }];
  return taken.map(({ port, what }) => ({ grade: 'problem', subject: 'ports', text: `${port} (${what}) is taken` }));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
