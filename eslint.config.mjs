import nx from '@nx/eslint-plugin';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'];
const networkImports = [...networkModules, ...networkModules.map((name) => `node:${name}`), 'undici'].map((name) => ({
  name,
  message: 'Every outbound connection goes through @sentrybox/egress.',
}));
const networkGlobals = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'Every outbound connection goes through @sentrybox/egress.',
}));
// A computed or dynamic import would slip past no-restricted-imports.
const dynamicNetwork = [
  {
    selector: `ImportExpression > Literal[value=/^(node:)?(${networkModules.join('|').replace('/', '\\/')}|undici)$/]`,
    message: 'Every outbound connection goes through @sentrybox/egress.',
  },
  {
    selector: `CallExpression[callee.name='require'] > Literal[value=/^(node:)?(${networkModules.join('|').replace('/', '\\/')}|undici)$/]`,
    message: 'Every outbound connection goes through @sentrybox/egress.',
  },
  {
    selector: "MemberExpression[object.name='globalThis'][property.name=/^(fetch|WebSocket|EventSource)$/]",
    message: 'Every outbound connection goes through @sentrybox/egress.',
  },
];
const evaluation = [
  { selector: "NewExpression[callee.name='Function']", message: 'Input is never evaluated (A17).' },
  { selector: "CallExpression[callee.name='Function']", message: 'Input is never evaluated (A17).' },
];

const depends = (sourceTag, ...tags) => ({ sourceTag, onlyDependOnLibsWithTags: tags });

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.nx/**', 'coverage/**', '.sentrybox/**', 'tools/lint-fixtures/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, regexp.configs['flat/recommended']],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-imports': ['error', { paths: [...networkImports, { name: 'vm' }, { name: 'node:vm' }] }],
      'no-restricted-globals': ['error', ...networkGlobals],
      'no-restricted-syntax': ['error', ...dynamicNetwork, ...evaluation],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Configuration is parsed once, in @sentrybox/config.' },
        { object: 'AbortSignal', property: 'any', message: 'One over a timeout may never go off: withDeadline.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          enforceBuildableLibDependency: false,
          depConstraints: [
            depends('type:app', 'type:auth', 'type:platform', 'type:contracts', 'type:ioc', 'type:testing'),
            depends('type:e2e', 'type:contracts', 'type:testing', 'type:ioc', 'type:tool'),
            depends('type:auth', 'type:platform', 'type:contracts', 'type:testing'),
            depends('type:platform', 'type:platform', 'type:contracts', 'type:testing'),
            depends('type:contracts', 'type:ioc'),
            depends('type:ioc', 'type:ioc'),
            depends(
              'type:testing',
              'type:auth',
              'type:platform',
              'type:contracts',
              'type:ioc',
              'type:tool',
              'type:testing',
            ),
            depends(
              'type:tool',
              'type:auth',
              'type:platform',
              'type:contracts',
              'type:ioc',
              'type:tool',
              'type:testing',
            ),
          ],
        },
      ],
    },
  },
  {
    // Tests and bench scenarios: long describe blocks, and they speak HTTP to the product as a client would.
    files: [
      '**/*.spec.ts',
      '**/*.int-spec.ts',
      '**/*.e2e-spec.ts',
      '**/*.sys-spec.ts',
      '**/*.long-spec.ts',
      'apps/*-e2e/**/*.ts',
    ],
    rules: {
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: [
      'libs/testing/**/*.ts',
      'libs/local-servers/**/*.ts',
      'libs/egress/**/*.ts',
      'bench/**/*.ts',
      'scripts/**/*.ts',
    ],
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-properties': 'off',
    },
  },
  { files: ['scripts/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  // Patterns of schemas are published as JSON Schema, which knows no flags: both cases are written out.
  { files: ['libs/contracts/**/*.ts'], rules: { 'regexp/use-ignore-case': 'off' } },
  { files: ['libs/config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['**/migrations/*.ts'], rules: { 'max-lines-per-function': 'off' } },
);
