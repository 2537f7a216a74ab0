// Compiles one project (or all of them) from TypeScript to CommonJS under dist/, keeping the folder layout.
// swc rewrites the @sentrybox/* aliases to relative paths; type errors are `npm run typecheck`'s business.
// Usage: node scripts/build.mjs [project root …]   e.g. node scripts/build.mjs apps/identity libs/http
import { transformFile } from '@swc/core';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const outRoot = join(root, 'dist');
const testFile = /\.(?:spec|int-spec|e2e-spec|sys-spec|long-spec)\.ts$/;

const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.base.json'), 'utf8'));

const swcOptions = {
  swcrc: false,
  sourceMaps: true,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2023',
    keepClassNames: true,
    baseUrl: root,
    paths: compilerOptions.paths,
  },
  module: { type: 'commonjs', resolveFully: false },
};

async function* filesBelow(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'test' && entry.name !== 'node_modules') yield* filesBelow(path); // support of specs
    } else yield path;
  }
}

async function compile(path) {
  const target = join(outRoot, relative(root, path));
  await mkdir(dirname(target), { recursive: true });
  if (extname(path) !== '.ts') {
    if (!path.endsWith('project.json') && !path.endsWith('.md')) await cp(path, target);
    return;
  }
  if (testFile.test(path) || path.endsWith('.d.ts')) return;
  const output = target.replace(/\.ts$/, '.js');
  const { code, map } = await transformFile(path, swcOptions);
  const mapName = `${output.split('/').pop()}.map`;
  await writeFile(output, `${code}\n//# sourceMappingURL=${mapName}\n`);
  if (map !== undefined) await writeFile(`${output}.map`, map);
}

async function projects() {
  const found = [];
  for (const group of ['libs', 'apps']) {
    for (const entry of await readdir(join(root, group), { withFileTypes: true })) {
      if (entry.isDirectory()) found.push(join(group, entry.name));
    }
  }
  return [...found, 'scripts', 'bench', 'tools'];
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : await projects();
for (const project of wanted) {
  await rm(join(outRoot, project), { recursive: true, force: true });
  const work = [];
  for await (const path of filesBelow(join(root, project))) work.push(compile(path));
  await Promise.all(work);
}
