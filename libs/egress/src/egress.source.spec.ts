import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const isTest = /\.(?:spec|int-spec|e2e-spec|sys-spec|long-spec)\.ts$/;

function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !isTest.test(name) && !name.includes('node_modules'))
      .map((name) => join(root, folder, name)),
  );
}

const named = (files: string[]) => files.map((file) => relative(root, file).split(sep).join('/'));

describe('source of the product', () => {
  it('P09 switches TLS verification off nowhere', () => {
    const offs = /rejectUnauthorized['"]?\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED\s*=|checkServerIdentity/;
    expect(named(sources('apps', 'libs').filter((file) => offs.test(readFileSync(file, 'utf8'))))).toEqual([]);
  });
});
