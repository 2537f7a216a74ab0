import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FsTree } from 'nx/src/generators/tree';
import ts from 'typescript';
import feature from './feature/generator';
import migration from './migration/generator';
import plugin from './plugin/generator';
import queue from './queue/generator';

const root = resolve(__dirname, '../..');

jest.setTimeout(180_000);

const skipFormat = true; // Prettier is an ES module, which Jest's loader cannot import

/** Compiles the workspace as it would be with the files of the tree, and reports what is wrong with those files. */
function faultsOf(tree: FsTree): string[] {
  const changed = new Map(tree.listChanges().map(({ path, content }) => [join(root, path), content?.toString() ?? '']));
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read.');
  const host = ts.createCompilerHost(config.options);
  const folders = new Set([...changed.keys()].map((path) => dirname(path)));
  host.fileExists = (path) => changed.has(path) || existsSync(path);
  host.readFile = (path) => changed.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  host.directoryExists = (path) => folders.has(path) || existsSync(path);
  const { getSourceFile } = host;
  host.getSourceFile = (path, options, onError) => {
    const text = changed.get(path);
    return text === undefined ? getSourceFile(path, options, onError) : ts.createSourceFile(path, text, options);
  };
  const program = ts.createProgram(
    [...changed.keys()].filter((path) => path.endsWith('.ts')),
    config.options,
    host,
  );
  return [...changed.keys()]
    .flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

/** Runs specs of a copy of the workspace that has the files of the tree; nothing is written beside it. */
function testedIn(tree: FsTree, ...args: string[]) {
  const copy = mkdtempSync(join(tmpdir(), 'sentrybox-generated-'));
  try {
    for (const shared of ['libs', 'tools', 'node_modules']) symlinkSync(join(root, shared), join(copy, shared));
    for (const own of ['apps/analysis-gateway', 'jest.config.cjs']) {
      cpSync(join(root, own), join(copy, own), { recursive: true });
    }
    for (const { path, content } of tree.listChanges()) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), content ?? '');
    }
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const options = ['--selectProjects', 'unit', '--reporters', 'default', '--', ...args];
    const { status, stderr } = spawnSync(process.execPath, [jest, ...options], { cwd: copy, encoding: 'utf8' });
    return { status, told: stderr };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

describe('generators', () => {
  let tree: FsTree;

  beforeEach(() => {
    tree = new FsTree(root, false);
  });

  it('makes a feature, its migration and its slow work that compile in this workspace', async () => {
    await feature(tree, { app: 'data', name: 'shared-notes', skipFormat });
    await migration(tree, {
      app: 'data',
      name: 'create-shared-notes',
      table: 'shared_notes',
      at: '203001010000',
      skipFormat,
    });
    await queue(tree, { app: 'data', name: 'refresh-notes', feature: 'shared-notes', skipFormat });

    const paths = tree.listChanges().map(({ path, type }) => `${type} ${path}`);
    expect(paths.sort()).toEqual([
      'CREATE apps/data/src/migrations/203001010000-create-shared-notes.ts',
      'CREATE apps/data/src/shared-notes/index.ts',
      'CREATE apps/data/src/shared-notes/refresh-notes.handler.ts',
      'CREATE apps/data/src/shared-notes/refresh-notes.work.ts',
      'CREATE apps/data/src/shared-notes/shared-notes.controller.ts',
      'CREATE apps/data/src/shared-notes/shared-notes.errors.ts',
      'CREATE apps/data/src/shared-notes/shared-notes.module.ts',
      'CREATE apps/data/src/shared-notes/shared-notes.repository.ts',
      'CREATE apps/data/src/shared-notes/shared-notes.service.ts',
      'CREATE apps/data/src/shared-notes/shared-notes.view.ts',
      'CREATE libs/contracts/src/data/shared-notes.endpoints.ts',
      'UPDATE apps/data/src/migrations/index.ts',
      'UPDATE libs/contracts/src/index.ts',
    ]);
    expect(faultsOf(tree)).toEqual([]);
  });

  it('adds the migration behind those that are there', async () => {
    await migration(tree, { app: 'data', name: 'create-notes', at: '203001010000', skipFormat });

    const index = tree.read('apps/data/src/migrations/index.ts', 'utf-8') ?? '';
    expect(index).toMatch(/createSources,[\s\S]*createNotes,\n\];/);
    expect(tree.read('apps/data/src/migrations/203001010000-create-notes.ts', 'utf-8')).toContain(
      "tenantTable('data', 'notes')",
    );
  });

  it('makes a plugin that is in the list, compiles, and passes its own table and the test of the list', async () => {
    await plugin(tree, { name: 'acme-reputation', skipFormat });

    const folder = 'apps/analysis-gateway/src/plugins';
    expect(tree.listChanges().map(({ path, type }) => `${type} ${path}`)).toEqual([
      `CREATE ${folder}/acme-reputation/acme-reputation.plugin.ts`,
      `CREATE ${folder}/acme-reputation/acme-reputation.plugin.spec.ts`,
      `UPDATE ${folder}/plugin-list.ts`,
      'UPDATE docker-compose.yml',
    ]);
    expect(faultsOf(tree).filter((fault) => !fault.startsWith(join(root, 'docker-compose')))).toEqual([]);
    const { status, told } = testedIn(tree, 'plugins/acme-reputation', 'plugins/load-plugins');
    expect([status, told]).toEqual([0, expect.stringMatching(/Suites: 2 passed, 2 total/)]);
  });

  it('takes no plugin’s place', async () => {
    await expect(plugin(tree, { name: 'virustotal', skipFormat })).rejects.toThrow('exists');
  });

  it.each(['SharedNotes', 'shared_notes', '../notes', ''])('refuses the name %j', async (name) => {
    await expect(feature(tree, { app: 'data', name, skipFormat })).rejects.toThrow('kebab case');
  });

  it('refuses an app that does not exist', async () => {
    await expect(feature(tree, { app: 'nowhere', name: 'notes', skipFormat })).rejects.toThrow(
      'There is no app nowhere.',
    );
  });
});
