import { spawn, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { badFiles, goodFiles } from './bad-files';

const root = resolve(__dirname, '../..');
// Enough of the tree for every rule to have something true beside the bad files, and small enough to lint in seconds.
const kept = /^(?:libs\/(?:errors|contracts)\/|scripts\/lint\.mjs$|[^/]+$)/;

jest.setTimeout(300_000);

function copyOfTheTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'lint-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const path of listed.toString().split('\n')) {
    if (path !== '' && kept.test(path)) cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

function put(copy: string, path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

function addProject(copy: string, folder: string, tag: string): void {
  put(
    copy,
    `${folder}/project.json`,
    JSON.stringify({ name: folder.split('/')[1], tags: [tag], sourceRoot: `${folder}/src` }),
  );
}

function lint(copy: string): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn('npm', ['run', 'lint', '--silent'], { cwd: copy });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (code) => {
      done({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}

/** The output cut into blocks that start with a file's path (ESLint) or a rule's line (the others). */
function isRefused(output: string, rule: string, path: string): boolean {
  if (rule.startsWith('Unused')) return sectionOf(output, rule).includes(path);
  if (rule === 'prettier') return output.includes(`[warn] ${path}`);
  if (output.includes(`error ${rule}: ${path}`)) return true;
  const block = output.split(/\n(?=\/)/).find((each) => each.split('\n')[0]?.endsWith(path));
  return block?.includes(rule) ?? false;
}

function sectionOf(output: string, title: string): string {
  const start = output.indexOf(title);
  if (start < 0) return '';
  const next = output.indexOf('\nUnused ', start + 1);
  return output.slice(start, next < 0 ? undefined : next);
}

describe('npm run lint', () => {
  let copy: string;
  let outcome: { code: number | null; output: string };

  beforeAll(async () => {
    copy = copyOfTheTree();
    for (const app of ['alpha', 'beta']) addProject(copy, `apps/${app}`, 'type:app');
    addProject(copy, 'libs/testing', 'type:testing');
    for (const [path, text] of Object.entries(goodFiles)) put(copy, path, text);
    for (const { path, text } of badFiles) put(copy, path, text);
    const used = badFiles.filter(({ rule }) => rule !== 'Unused files').map(({ path }) => path.replace(/\.ts$/, ''));
    const uses = used.map((path, index) => `import * as use${String(index)} from '${relativeTo(path)}';`);
    put(copy, 'apps/alpha/src/main.ts', `${uses.join('\n')}\n`);
    const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as { dependencies: object };
    put(
      copy,
      'package.json',
      JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, 'is-number': '7.0.0' } }),
    );
    outcome = await lint(copy);
  });

  afterAll(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it('fails', () => {
    expect(outcome.code).toBe(1);
  });

  it.each(badFiles.map(({ rule, path }) => [rule, path]))('refuses by %s: %s', (rule, path) => {
    expect({ rule, path, isRefused: isRefused(outcome.output, rule, path) }).toEqual({ rule, path, isRefused: true });
  });

  it('refuses a dependency that nothing uses', () => {
    expect(sectionOf(outcome.output, 'Unused dependencies')).toContain('is-number');
  });

  it('names no rule for a file that is good', () => {
    expect(isRefused(outcome.output, 'no-storage-in-controllers', 'apps/alpha/src/things/things.repository.ts')).toBe(
      false,
    );
  });
});

function relativeTo(path: string): string {
  return path.startsWith('apps/alpha/src/') ? `./${path.slice('apps/alpha/src/'.length)}` : `../../../${path}`;
}
