import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';

import { completeSecrets, loadSecrets } from './secrets';
import { stateFolder } from './state-folder';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sentrybox-secrets-'));
  mkdirSync(join(home, 'run'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('completeSecrets', () => {
  it('makes a password for every login role and a P-256 key pair for every app', () => {
    const secrets = completeSecrets({});
    expect(Object.keys(secrets.rolePasswords)).toEqual(
      expect.arrayContaining(['identity_api', 'identity_work', 'analysis_api', 'audit_sealer']),
    );
    expect(Object.keys(secrets.serviceKeys).sort()).toEqual([...appNames].sort());
    for (const { privateKey, publicKey } of Object.values(secrets.serviceKeys)) {
      const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
      const derived = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
      expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
      expect(publicKey).toBe(derived);
    }
    expect(new Set(Object.values(secrets.rolePasswords)).size).toBe(Object.keys(secrets.rolePasswords).length);
  });

  it('adds what a newer release needs and keeps what is there', () => {
    const before = completeSecrets({});
    const { identity, ...others } = before.serviceKeys;
    const after = completeSecrets({ ...before, serviceKeys: others });
    expect(after.rolePasswords).toEqual(before.rolePasswords);
    expect(after.serviceKeys['data']).toEqual(before.serviceKeys['data']);
    expect(after.serviceKeys['identity']).toBeDefined();
    expect(after.serviceKeys['identity']).not.toEqual(identity);
  });
});

describe('P02 loadSecrets', () => {
  it('writes them once, for their owner alone', () => {
    const folder = stateFolder(home);
    const first = loadSecrets(folder);
    expect(statSync(folder.secrets).mode & 0o777).toBe(0o600);
    expect(loadSecrets(folder)).toEqual(first);
  });

  it.each(['', '{"version":1}', 'not json'])('does not replace a damaged file (%j)', (content) => {
    const folder = stateFolder(home);
    writeFileSync(folder.secrets, content);
    expect(() => loadSecrets(folder)).toThrow(expect.objectContaining({ reason: 'stateUnusable' }) as Error);
    expect(readFileSync(folder.secrets, 'utf8')).toBe(content);
  });
});
