/** A file that breaks one rule of the house, where it would lie, and what the refusal must name. */
export interface BadFile {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const branches = lines(13, (index) => `  if (value === ${String(index)}) return ${String(index + 1)};`);

const tooLong = `export function tooLong(): number {
  let sum = 0;
${lines(61, (index) => `  sum += ${String(index)};`)}
  return sum;
}
`;

const bare = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'];
const networkModules = [...bare, ...bare.map((name) => `node:${name}`), 'undici'];

/** One for each rule; the paths lie in two made-up apps and in a library that exists. */
export const badFiles: readonly BadFile[] = [
  {
    rule: '@nx/enforce-module-boundaries',
    path: 'apps/alpha/src/foreign-app.ts',
    text: "export { beta } from '../../beta/src/beta';\n",
  },
  {
    rule: '@nx/enforce-module-boundaries',
    path: 'libs/errors/src/upwards.ts',
    text: "export { beta } from '../../../apps/beta/src/beta';\n",
  },
  {
    rule: 'no-storage-in-controllers',
    path: 'apps/alpha/src/things/things.controller.ts',
    text: "export { things } from './things.repository';\n",
  },
  {
    rule: 'features-by-their-index',
    path: 'apps/alpha/src/orders/orders.service.ts',
    text: "export { things } from '../things/things.repository';\n",
  },
  {
    rule: 'no-circular',
    path: 'apps/alpha/src/chicken.ts',
    text: "import { egg } from './egg';\n\nexport const chicken = (): string => egg();\n",
  },
  {
    rule: 'typeorm-only-in-data-files',
    path: 'apps/alpha/src/orm.ts',
    text: "export { DataSource } from 'typeorm';\n",
  },
  {
    rule: 'contracts-are-pure',
    path: 'libs/contracts/src/impure.ts',
    text: "export { Injectable } from '@nestjs/common';\n",
  },
  {
    rule: 'testing-only-from-tests',
    path: 'apps/alpha/src/uses-testing.ts',
    text: "export { fake } from '../../../libs/testing/src/fake';\n",
  },
  { rule: 'Unused files', path: 'apps/alpha/src/unused-file.ts', text: 'export const forgotten = 1;\n' },
  { rule: 'Unused exports', path: 'apps/beta/src/beta.ts', text: 'export const beta = 1;\nexport const dead = 2;\n' },
  { rule: '@typescript-eslint/no-explicit-any', path: 'apps/alpha/src/any.ts', text: 'export let it: any;\n' },
  {
    rule: '@typescript-eslint/no-floating-promises',
    path: 'apps/alpha/src/floating.ts',
    text: 'export function start(work: () => Promise<void>): void {\n  work();\n}\n',
  },
  { rule: 'max-lines', path: 'apps/alpha/src/long-file.ts', text: `${lines(301, () => '// line')}\nexport {};\n` },
  { rule: 'max-lines-per-function', path: 'apps/alpha/src/long-function.ts', text: tooLong },
  {
    rule: 'complexity',
    path: 'apps/alpha/src/complex.ts',
    text: `export function complex(value: number): number {\n${branches}\n  return 0;\n}\n`,
  },
  {
    rule: 'regexp/no-super-linear-backtracking',
    path: 'apps/alpha/src/backtracking.ts',
    text: 'export const slow = /^(?:a+)+$/;\n',
  },
  ...networkModules.map((name, index) => ({
    rule: 'no-restricted-imports',
    path: `apps/alpha/src/way-around-import-${String(index)}.ts`,
    text: `export * as way from '${name}';\n`,
  })),
  ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
    rule: 'no-restricted-globals',
    path: `apps/alpha/src/way-around-${name.toLowerCase()}.ts`,
    text: `export const way: unknown = ${name};\n`,
  })),
  ...[
    ["import('node:net')", 'dynamic'],
    ["import('undici')", 'dynamic-undici'],
    ["require('node:dns/promises')", 'require'],
    ['globalThis.fetch', 'global-this'],
  ].map(([code = '', name = '']) => ({
    rule: 'no-restricted-syntax',
    path: `apps/alpha/src/way-around-${name}.ts`,
    text: `export const way: unknown = ${code};\n`,
  })),
  {
    rule: 'no-restricted-properties',
    path: 'apps/alpha/src/environment.ts',
    text: 'export const home = process.env.HOME;\n',
  },
  { rule: 'prettier', path: 'apps/alpha/src/unformatted.ts', text: 'export const   spaced   = [ 1,2 ]\n' },
];

/** What the bad files lean on; good by itself. */
export const goodFiles: Readonly<Record<string, string>> = {
  'apps/alpha/src/egg.ts': "import { chicken } from './chicken';\n\nexport const egg = (): string => chicken();\n",
  'apps/alpha/src/things/things.repository.ts': 'export const things = 1;\n',
  'libs/testing/src/fake.ts': 'export const fake = 1;\n',
};
