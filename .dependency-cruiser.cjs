// Layers and cycles inside projects; what one project may import of another is Nx's module-boundary rule (eslint.config.mjs).
const specs = '\\.(?:spec|int-spec|e2e-spec|sys-spec|long-spec)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-storage-in-controllers',
      comment:
        'Controllers, message handlers and work handlers call services; only services and repositories know storage.',
      severity: 'error',
      from: { path: '\\.(?:controller|messages)\\.ts$', pathNot: specs },
      to: { path: '\\.(?:repository|entity)\\.ts$' },
    },
    {
      name: 'typeorm-only-in-data-files',
      comment: 'Repositories are the only users of the ORM.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/', pathNot: '^libs/(?:database|testing)/|\\.(?:repository|entity)\\.ts$' },
      to: { path: 'node_modules/typeorm' },
    },
    {
      name: 'features-by-their-index',
      comment: 'A feature of an app uses another feature through its index.ts only.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/([^/]+)/', pathNot: specs },
      to: {
        path: '^apps/$1/src/[^/]+/',
        pathNot: '^apps/$1/src/(?:$2/|[^/]+/index\\.ts$)',
      },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration must mean the same for ever, so it imports nothing that changes.',
      severity: 'error',
      from: { path: '/migrations/' },
      to: { path: '^(?:apps|libs)/', pathNot: '/migrations/|^libs/(?:database|queue|audit)/' },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      from: { path: '^(?:apps|libs)/', pathNot: `${specs}|^libs/testing/|^apps/[^/]+-e2e/|/test/` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'ioc-vocabulary-only',
      comment: 'contracts know the names of the indicator types, not the code that finds them.',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: '^libs/ioc/', pathNot: '^libs/ioc/src/(?:index|vocabulary)\\.ts$' },
    },
    {
      name: 'contracts-are-pure',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: specs },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'ioc-is-pure',
      severity: 'error',
      from: { path: '^libs/ioc/', pathNot: `${specs}|^libs/ioc/test/` },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(?:tldts|tldts-core|ipaddr\\.js|@noble/hashes|@scure/base)/',
      },
    },
    {
      name: 'ioc-does-no-io',
      severity: 'error',
      from: { path: '^libs/ioc/', pathNot: `${specs}|^libs/ioc/test/` },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
