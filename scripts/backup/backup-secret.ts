import { hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import { CommandFailure } from '../launcher/exit-codes';

/** What the operator keeps to open backups with. */
export interface BackupSecret {
  readonly kind: 'key' | 'passphrase';
  readonly bytes: Buffer;
}

export interface BackupSecretOptions {
  readonly 'key-file'?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
}

/** Characters; what the product asks of the passwords of people without a second factor. */
const shortestPassphrase = 15;
/** OWASP's password storage cheat sheet: N = 2^17, r = 8, p = 1; 128 MiB, some 0.5 s. Fixed by the format's version. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 };

const advice =
  'Give --key-file <file> (make one with `openssl rand -base64 32`) or --passphrase-file <file>, - for standard input, ' +
  'and keep that file apart from the backups: without it nobody can open them.';

/** @throws CommandFailure `usage` unless exactly one file is given and holds what it should */
export function readBackupSecret(options: BackupSecretOptions): BackupSecret {
  const { 'key-file': keyFile, 'passphrase-file': passphraseFile } = options;
  if (keyFile !== undefined && passphraseFile === undefined) return { kind: 'key', bytes: keyOf(keyFile) };
  if (keyFile === undefined && passphraseFile !== undefined) {
    return { kind: 'passphrase', bytes: passphraseOf(passphraseFile) };
  }
  throw new CommandFailure('usage', advice);
}

/** 64 bytes for one file: what seals its chunks and what authenticates its header. @param salt of the file's header */
export async function fileKeys(
  { kind, bytes }: BackupSecret,
  salt: Buffer,
): Promise<{ readonly sealing: Buffer; readonly header: Buffer }> {
  const secret = kind === 'key' ? bytes : await stretched(bytes, salt);
  const derived = Buffer.from(hkdfSync('sha256', secret, salt, `sentrybox-backup 1 ${kind}`, 64));
  return { sealing: derived.subarray(0, 32), header: derived.subarray(32) };
}

export function newSalt(): Buffer {
  return randomBytes(32);
}

function keyOf(path: string): Buffer {
  const text = contentOf(path);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32 && bytes.toString('base64') === text) return bytes;
  throw new CommandFailure('usage', `${path} does not hold 32 bytes in base64. ${advice}`);
}

function passphraseOf(path: string): Buffer {
  const text = contentOf(path).normalize('NFKC');
  if (Array.from(text).length >= shortestPassphrase) return Buffer.from(text, 'utf8');
  throw new CommandFailure('usage', `The passphrase in ${path} is shorter than ${shortestPassphrase} characters.`);
}

/** Without the end of its line. `-` is standard input: a container needs no file that its user may read. */
function contentOf(path: string): string {
  if (path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new CommandFailure('usage', `There is no file ${path}. ${advice}`);
  }
  return readFileSync(path === '-' ? process.stdin.fd : path, 'utf8').replace(/\r?\n$/, '');
}

async function stretched(passphrase: Buffer, salt: Buffer): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, scryptCost, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
