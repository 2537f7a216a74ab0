import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import { projectRoot } from '../launcher/state-folder';

const text = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

const aliases = z
  .object({ compilerOptions: z.object({ paths: z.record(z.string(), z.tuple([z.string()])) }) })
  .parse(JSON.parse(text('tsconfig.base.json'))).compilerOptions.paths;
const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(text('package.json')));

/** Patterns of .dockerignore that take something away again from what `!` lets in. */
const leftOut = text('.dockerignore')
  .split('\n')
  .filter((line) => /^[^#!*]|^\*\*/.test(line))
  .map((pattern) => new RegExp(`^${regExpOf(pattern)}(?:/|$)`));

function regExpOf(pattern: string): string {
  return pattern
    .split('/')
    .map((part) => (part === '**' ? '(?:.*/)?' : `${part.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}/`))
    .join('')
    .replace(/\/$/, '');
}

interface Import {
  readonly from: string;
  /** A file of the project, or the name of a package. */
  readonly what: string;
}

function importsOf(file: string): Import[] {
  return ts.preProcessFile(text(file), true, true).importedFiles.map(({ fileName }) => {
    const alias = aliases[fileName]?.[0];
    if (alias !== undefined) return { from: file, what: alias.replace(/^\.\//, '') };
    if (!fileName.startsWith('.')) return { from: file, what: fileName };
    const path = join(dirname(file), fileName);
    const found = [path.replace(/\.js$/, '.ts'), `${path}.ts`, join(path, 'index.ts'), path].find(
      (one) => existsSync(join(projectRoot, one)) && /\.\w+$/.test(one),
    );
    return { from: file, what: found ?? path };
  });
}

/** Everything that a file loads, and what that loads. */
function reachedFrom(entry: string): Import[] {
  const seen = new Set([entry]);
  const reached: Import[] = [];
  for (const file of seen) {
    for (const one of file.endsWith('.ts') ? importsOf(file) : []) {
      reached.push(one);
      if (/^(?:apps|libs|scripts)\//.test(one.what)) seen.add(one.what);
    }
  }
  return reached;
}

const isOurs = (what: string): boolean => /^(?:apps|libs|scripts)\//.test(what);
const isIn = (what: string): boolean => existsSync(join(projectRoot, what)) && !leftOut.some((one) => one.test(what));

describe('what the commands of the image load', () => {
  const reached = reachedFrom('scripts/container.ts');

  it('is in the image', () => {
    expect(reached.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['scripts/backup/dump-database.ts', 'scripts/launcher/admin-cli.ts']),
    );
    const missing = reached.filter(({ what }) => isOurs(what) && !isIn(what));
    expect(missing).toEqual([]);
  });

  it('is one of the packages that the image installs', () => {
    const packageOf = (name: string): string =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
    const packages = reached.filter(({ what }) => !isOurs(what) && !what.startsWith('node:'));
    expect(packages.length).toBeGreaterThan(5);
    expect(packages.filter(({ what }) => !(packageOf(what) in dependencies))).toEqual([]);
  });

  it.each([
    'scripts/docs/app-variables.ts',
    'scripts/docs.ts',
    'libs/testing/src/index.ts',
    'libs/ioc/src/ioc.spec.ts',
  ])('is not %s, which is not copied', (path) => {
    expect(leftOut.some((one) => one.test(path))).toBe(true);
  });
});
