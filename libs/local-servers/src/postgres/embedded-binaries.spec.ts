import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findEmbeddedPackage, prepareEmbedded } from './embedded-binaries';

let folder: string;
let packageFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-embedded-'));
  chmodSync(folder, 0o755);
  packageFolder = join(folder, 'closed', 'package');
  for (const path of ['bin', 'lib']) mkdirSync(join(packageFolder, 'native', path), { recursive: true });
  writeFileSync(join(packageFolder, 'package.json'), '{"version":"18.0.0"}');
  writeFileSync(join(packageFolder, 'native', 'bin', 'postgres'), 'binary');
  chmodSync(join(packageFolder, 'native', 'bin', 'postgres'), 0o755);
  writeFileSync(join(packageFolder, 'native', 'lib', 'libx.so.60.2'), 'library');
  const links = [{ source: 'native/lib/libx.so.60.2', target: 'native/lib/libx.so.60' }];
  writeFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

// Neither this test's user nor root.
const stranger = { uid: 65_533, gid: 65_533 };

describe('prepareEmbedded', () => {
  it('makes the links that an installation without scripts leaves out, and uses the binaries where they are', () => {
    const bin = prepareEmbedded(packageFolder, join(folder, 'cache'), undefined);
    expect(bin).toBe(join(packageFolder, 'native', 'bin'));
    expect(readlinkSync(join(packageFolder, 'native', 'lib', 'libx.so.60'))).toBe('libx.so.60.2');
  });

  it('copies them to where the user of the server can read them, with links that stay inside the copy', () => {
    prepareEmbedded(packageFolder, join(folder, 'cache'), undefined);
    chmodSync(join(folder, 'closed'), 0o700);
    chmodSync(join(packageFolder, 'native', 'bin', 'postgres'), 0o700);

    const bin = prepareEmbedded(packageFolder, join(folder, 'cache'), stranger);

    expect(bin.startsWith(join(folder, 'cache'))).toBe(true);
    expect(statSync(join(bin, 'postgres')).mode & 0o777).toBe(0o755);
    const link = join(bin, '..', 'lib', 'libx.so.60');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readlinkSync(link)).toBe('libx.so.60.2');
    expect(readFileSync(link, 'utf8')).toBe('library');
  });
});

describe('findEmbeddedPackage', () => {
  it('says which package is missing when none is installed above a folder', () => {
    expect(findEmbeddedPackage(folder)).toEqual({ reason: expect.stringContaining('embedded') as string });
  });
});
