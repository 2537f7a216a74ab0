const { availableParallelism } = require('node:os');

// One Jest project per kind of test; see docs/development.md for what each kind may use.
// Packages published as ES modules only are compiled for Jest: its module loader cannot require them on Node 20.
const esmOnly = ['@noble/hashes', '@scure/base', 'structured-headers', 'uuid'];

const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  moduleNameMapper: {
    '^@sentrybox/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    // A dynamic import names the compiled file, as Node finds it.
    '^(\\.{1,2}/.*\\.plugin)\\.js$': '$1',
    '^fast-check$': '<rootDir>/tools/jest/fast-check.cjs',
  },
  transform: {
    '^.+\\.(?:ts|js|mjs)$': [
      '@swc/jest',
      {
        ...require('./tools/jest/typescript.cjs'),
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.sentrybox/', '<rootDir>/tools/lint-fixtures/'],
};

const onServers = {
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
};

const onStack = {
  globalSetup: '<rootDir>/libs/testing/src/jest/stack-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/stack-teardown.ts',
};

module.exports = {
  // Many tests wait for servers: two at once are faster even on two processors.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Nothing here is about speed, and a machine may be busy with other things.
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/tools/jest/skip-reporter.cjs'],
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,scripts,bench,tools}/**/*.spec.ts'] },
    { ...base, ...onServers, displayName: 'int', testMatch: ['<rootDir>/{apps,libs,scripts,bench}/**/*.int-spec.ts'] },
    { ...base, ...onStack, displayName: 'e2e', testMatch: ['<rootDir>/apps/*-e2e/**/*.e2e-spec.ts'] },
    { ...base, ...onServers, displayName: 'system', testMatch: ['<rootDir>/{apps,libs,scripts}/**/*.sys-spec.ts'] },
    { ...base, ...onServers, displayName: 'long', testMatch: ['<rootDir>/{apps,libs,scripts}/**/*.long-spec.ts'] },
  ],
};
