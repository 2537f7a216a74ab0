import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { typescriptProcess } from '@sentrybox/testing';
import { pack } from 'tar-stream';
import { ZipFile } from 'yazl';
import type { BombReport } from '../../../test/unpack-bomb-process';
import { MalformedFileError } from '../parsing/parsed-record';
import { unpack } from './unpack';
import type { PackedFile } from './packed-file';
import { unpackLimits } from './unpack-limits';
import type { UnpackLimits } from './unpack-limits';

const mebibyte = 1_048_576;

function fileOf(content: Buffer): PackedFile {
  return {
    bytes: content.length,
    read: (position, length) => Promise.resolve(content.subarray(position, position + length)),
    async *pieces() {
      await Promise.resolve();
      for (let at = 0; at < content.length; at += 1_000) yield content.subarray(at, at + 1_000);
    },
  };
}

async function unpacked(content: Buffer, limits: Partial<UnpackLimits> = {}): Promise<string[]> {
  const files: string[] = [];
  for await (const file of unpack(fileOf(content), { ...unpackLimits, ...limits })) {
    const pieces: Buffer[] = [];
    for await (const piece of file) pieces.push(piece);
    files.push(Buffer.concat(pieces).toString());
  }
  return files;
}

type Member = readonly [name: string, content: string | Buffer, more?: { mode?: number; type?: 'symlink' }];

async function zipOf(members: readonly Member[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content, { mode = 0o100644 } = {}] of members) zip.addBuffer(Buffer.from(content), name, { mode });
  zip.end();
  return await wholeOf(zip.outputStream);
}

async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content, { type } = {}] of members) {
    if (type === undefined) tar.entry({ name }, Buffer.from(content));
    else tar.entry({ name, type, linkname: String(content) });
  }
  tar.finalize();
  return await wholeOf(tar);
}

async function wholeOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A zip whose names yazl would refuse to write: two names of the same length are swapped in the bytes. */
async function zipNamed(name: string): Promise<Buffer> {
  const placeholder = 'x'.repeat(name.length);
  const zip = await zipOf([[placeholder, 'a']]);
  return Buffer.from(zip.toString('latin1').replaceAll(placeholder, name), 'latin1');
}

it('gives the content of a plain file, a gzip, a zip, a tar and a gzipped tar', async () => {
  const members: Member[] = [
    ['a.txt', 'one'],
    ['folder/b.txt', 'two'],
  ];
  expect(await unpacked(Buffer.from('plain'))).toEqual(['plain']);
  expect(await unpacked(Buffer.from(''))).toEqual(['']);
  expect(await unpacked(gzipSync('packed'))).toEqual(['packed']);
  expect(await unpacked(await zipOf(members))).toEqual(['one', 'two']);
  expect(await unpacked(await tarOf(members))).toEqual(['one', 'two']);
  expect(await unpacked(gzipSync(await tarOf(members)))).toEqual(['one', 'two']);
});

describe('U03 an archive is refused', () => {
  const many = Array.from({ length: 1_001 }, (_, n): Member => [`${n}.txt`, '']);
  const zeros = Buffer.alloc(4 * mebibyte);
  const noise = randomBytes(2 * mebibyte);

  it.each<[string, () => Promise<Buffer> | Buffer, Partial<UnpackLimits>?]>([
    ['with a path that climbs out', () => zipNamed('../../etc/cron')],
    ['with an absolute path', () => zipNamed('/etc/cron.d/x')],
    ['with a path of Windows', () => zipNamed('C:/autoexec.bat')],
    ['with a symbolic link in a zip', () => zipOf([['link', '/etc/passwd', { mode: 0o120777 }]])],
    ['with a symbolic link in a tar', () => tarOf([['link', '/etc/passwd', { type: 'symlink' }]])],
    ['with a climbing path in a tar', () => tarOf([['../x', 'a']])],
    ['with more than 1,000 members (zip)', () => zipOf(many)],
    ['with more than 1,000 members (tar)', () => tarOf(many)],
    ['that grows more than a hundredfold (gzip)', () => gzipSync(zeros)],
    ['that grows more than a hundredfold (zip)', () => zipOf([['zeros', zeros]])],
    ['that grows more than a hundredfold (tar)', async () => gzipSync(await tarOf([['zeros', zeros]]))],
    ['with a member above the limit', () => zipOf([['noise', noise]]), { memberBytes: mebibyte }],
    [
      'that is too large in all',
      () =>
        tarOf([
          ['a', noise],
          ['b', noise],
        ]),
      { totalBytes: 3 * mebibyte },
    ],
    ['inside an archive', () => gzipSync(gzipSync('x'))],
    ['cut off (gzip)', () => gzipSync(noise).subarray(0, mebibyte)],
    ['cut off (zip)', async () => (await zipOf([['a', noise]])).subarray(0, mebibyte)],
    ['cut off (tar)', async () => (await tarOf([['a', noise]])).subarray(0, mebibyte)],
    ['with a wrong checksum', () => Buffer.concat([gzipSync('x').subarray(0, -8), Buffer.alloc(8)])],
  ])('%s', async (_name, make, limits = {}) => {
    const before = await readdir(tmpdir());
    await expect(unpacked(await make(), limits)).rejects.toThrow(MalformedFileError);
    expect((await readdir(tmpdir())).filter((name) => !before.includes(name) && name.startsWith('sentrybox'))).toEqual(
      [],
    );
  });

  it('without its content ever being held: a bomb of 10 GiB costs no memory', async () => {
    const child = fork(require.resolve('../../../test/unpack-bomb-process'), { execArgv: [...typescriptProcess] });
    const report = await new Promise<BombReport>((done, failed) => {
      child.once('message', (message) => {
        done(message as BombReport); // of test/unpack-bomb-process.ts
      });
      child.once('exit', (code) => {
        failed(new Error(`The process ended with code ${String(code)}.`));
      });
    });
    expect(report.error).toBe(MalformedFileError.name);
    expect(report.grownBytes).toBeLessThan(100 * mebibyte);
  });
});
