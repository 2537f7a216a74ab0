import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const root = join(__dirname, '..', '..', '..');
// Specs and what serves them alone; none of it is in a build.
const isTest =
  /\.(?:spec|int-spec|e2e-spec|sys-spec|long-spec)\.ts$|^(?:apps\/[\w-]+-e2e|libs\/testing|(?:apps|libs)\/[\w-]+\/test)\//;

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = ['apps', 'libs']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts') && !path.includes('/node_modules/') && !isTest.test(path))
  .map((path) => ({
    path: relative(root, join(root, path)).split(sep).join('/'),
    text: readFileSync(join(root, path), 'utf8'),
  }));

const pathsWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

const network = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises', 'undici'];

/** Everything that can open a connection, or start something that can, and the folders that may have it. */
const exceptions: readonly (readonly [modules: readonly string[], folders: readonly string[], reason: string])[] = [
  [network, ['libs/egress/', 'libs/local-servers/'], 'the way out itself, and the ports of servers on this machine'],
  [['pg', 'pg-copy-streams'], ['libs/database/', 'libs/local-servers/', 'apps/data/'], 'PostgreSQL'],
  [
    ['ioredis'],
    [
      'libs/messaging/',
      'libs/queue/',
      'libs/http/src/rate-limits/',
      'libs/local-servers/',
      'apps/analysis-gateway/src/sharing/',
    ],
    'Redis',
  ],
  [['bullmq'], ['libs/queue/'], 'Redis'],
  [['@opentelemetry/exporter-trace-otlp-http'], ['libs/observability/'], 'traces, to what the operator named'],
  [['child_process'], ['libs/local-servers/', 'apps/tools/'], 'its children get the CONNECT proxy or no network'],
  [['inspector', 'cluster', 'module', 'vm', 'axios', 'got', 'ws', 'node-fetch', 'request', 'nodemailer'], [], 'nobody'],
];

describe('source of the product', () => {
  it('is found', () => {
    expect(sources.length).toBeGreaterThan(300);
  });

  it('P09 switches TLS verification off nowhere', () => {
    const offs = /rejectUnauthorized['"]?\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED\s*=|checkServerIdentity/;
    expect(pathsWith(offs)).toEqual([]);
  });

  it.each(exceptions)('T05 %j: only in %j (%s)', (modules, folders) => {
    const names = modules.map((name) => name.replaceAll('/', '\\/')).join('|');
    // Any form: import … from, export … from, import(), require(), with and without the scheme; types are harmless.
    const imports = new RegExp(
      String.raw`(?:^|\n)(?:import|export)(?! type)[^;]{0,2000}?from\s*['"](?:node:)?(?:${names})['"]|(?:\bimport|\brequire)\s*\(\s*['"](?:node:)?(?:${names})['"]`,
    );
    const importers = pathsWith(imports).filter((path) => !folders.some((folder) => path.startsWith(folder)));
    expect(importers).toEqual([]);
  });

  it('T05 reaches no way out by a detour', () => {
    const detours =
      /getBuiltinModule|createRequire|process\.(?:binding|_linkedBinding|dlopen)|(?:globalThis|global)\s*(?:\.\s*|\[\s*['"`])(?:fetch|WebSocket|EventSource)\b|\{[^}]{0,200}\bfetch\b[^}]{0,200}\}\s*=\s*(?:globalThis|global)\b/;
    expect(pathsWith(detours)).toEqual([]);
  });
});
