// Every rule of the house in one command; all of them run even when one fails. Exit code 1 when any found something.
// ESLint: style, types, size, complexity, boundaries between projects, ways around libs/egress, backtracking patterns.
// dependency-cruiser: layers and cycles. knip: dead code and unused dependencies. prettier: form.
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const checks = [
  // The boundary rule of @nx/eslint-plugin reads the cached project graph, so it has to be made first.
  { name: 'nx graph', args: ['node_modules/nx/dist/bin/nx.js', 'graph', '--file=.nx/graph.json'] },
  { name: 'eslint', args: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'] },
  {
    name: 'dependency-cruiser',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      'apps',
      'libs',
      '--config',
      '--output-type',
      'err',
    ],
  },
  { name: 'knip', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'prettier', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
];

function run({ name, args }) {
  const startedAt = Date.now();
  return new Promise((resolveRun) => {
    const output = [];
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        NX_DAEMON: 'false',
        NODE_OPTIONS: '--max-old-space-size=4096',
      },
    });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      const failed = code !== 0;
      process.stdout.write(`${failed ? 'FAILED' : 'ok    '} ${name} (${seconds} s)\n`);
      if (failed) process.stdout.write(`${Buffer.concat(output).toString()}\n`);
      resolveRun(failed);
    });
  });
}

const [graph, ...rest] = checks;
const graphFailed = await run(graph);
// ESLint with type information takes most of the time; the others share the second core.
const [eslint, ...light] = rest;
const eslintFailed = run(eslint);
const lightFailed = [];
for (const check of light) lightFailed.push(await run(check));
process.exitCode = [graphFailed, await eslintFailed, ...lightFailed].some(Boolean) ? 1 : 0;
