import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isReachable, nobody } from './run-as';

describe('nobody', () => {
  it('is what /etc/passwd says', () => {
    expect(nobody('root:x:0:0:root:/root:/bin/sh\nnobody:x:99:98:Nobody:/:/sbin/nologin\n')).toEqual({
      uid: 99,
      gid: 98,
    });
  });

  it('reads the negative ids of macOS as the kernel does', () => {
    expect(nobody('nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false')).toEqual({
      uid: 4_294_967_294,
      gid: 4_294_967_294,
    });
  });

  it('is 65534 where the file does not list it', () => {
    expect(nobody('')).toEqual({ uid: 65_534, gid: 65_534 });
  });
});

describe('isReachable', () => {
  const stranger = { uid: 65_533, gid: 65_533 };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentrybox-reach-'));
    chmodSync(folder, 0o711);
    mkdirSync(join(folder, 'inner'), { mode: 0o755 });
    writeFileSync(join(folder, 'inner', 'file'), '', { mode: 0o755 });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('needs every folder above to be open for passing through, and the file to be readable', () => {
    expect(isReachable(join(folder, 'inner', 'file'), stranger)).toBe(true);
    chmodSync(join(folder, 'inner', 'file'), 0o700);
    expect(isReachable(join(folder, 'inner', 'file'), stranger)).toBe(false);
    chmodSync(join(folder, 'inner', 'file'), 0o755);
    chmodSync(folder, 0o700);
    expect(isReachable(join(folder, 'inner', 'file'), stranger)).toBe(false);
  });

  it('judges a path that does not exist by the folder it would be made in', () => {
    expect(isReachable(join(folder, 'a', 'b'), stranger)).toBe(true);
    chmodSync(folder, 0o700);
    expect(isReachable(join(folder, 'a', 'b'), stranger)).toBe(false);
  });

  it('asks nothing when the server runs as the current user', () => {
    expect(isReachable('/nowhere', undefined)).toBe(true);
  });
});
