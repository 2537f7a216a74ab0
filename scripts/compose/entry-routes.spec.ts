import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNames, apps, publicPaths, workEndpoints } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { endpoints } from '../docs/endpoints';
import { projectRoot } from '../launcher/state-folder';

const text = (name: string): string => readFileSync(join(projectRoot, 'docker/entry', name), 'utf8');

/** The lines of the map, as nginx tries them: the first expression that matches decides. */
const lines = [...text('routes.conf').matchAll(/^ {2}~(\S+) ([a-z-]+):(\d+);$/gm)].map(
  ([, pattern = '', app, port]) => ({
    pattern: new RegExp(pattern),
    app,
    port: Number(port),
  }),
);
const ownerOf = (path: string): string | undefined => lines.find(({ pattern }) => pattern.test(path))?.app;

/** A path as it is sent, made of a template. */
const filled = (path: string): string => path.replaceAll(/\{\w+\}/g, '0190a0b0-0000-7000-8000-000000000000');

const bytesOf = (size: string): number => Number.parseInt(size, 10) * (size.endsWith('g') ? 1_073_741_824 : 1_048_576);

/** What the entry lets through on a path: its own limit of a location, else that of all. */
function limitOf(path: string): number {
  const configuration = text('nginx.conf');
  const special = [...configuration.matchAll(/location ~ (\S+) \{\n\s+client_max_body_size (\d+[mg]);/g)];
  const own = special.find(([, pattern = '']) => new RegExp(pattern).test(path))?.[2];
  const general = /^ {2}client_max_body_size (\d+[mg]);$/m.exec(configuration)?.[1] ?? '';
  return bytesOf(own ?? general);
}

describe('the routes of the entry', () => {
  it('are the table of public paths, line by line', () => {
    const expected = appNames.flatMap((app) =>
      publicPaths[app].map(
        (path) => `  ~^${path.replaceAll('.', String.raw`\.`)}(?:[/?]|$) ${app}:${String(apps[app].port)};`,
      ),
    );
    const found = text('routes.conf')
      .split('\n')
      .filter((line) => line.startsWith('  ~'));
    expect(found).toEqual(expected);
  });

  it('overlap nowhere, so that their order does not matter', () => {
    const paths = Object.values(publicPaths).flat();
    expect(paths.filter((path) => paths.some((other) => other !== path && path.startsWith(`${other}/`)))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it.each(endpoints().map(({ app, method, path }): [string, AppName, string] => [method, app, path]))(
    '%s of %s at %s goes to its owner',
    (_method, app, path) => {
      expect(ownerOf(filled(path))).toBe(app);
      expect(ownerOf(`${filled(path)}/`)).toBe(app);
      expect(ownerOf(`${filled(path)}?q=/v1/analyze`)).toBe(app);
    },
  );

  it.each(appNames)('pages about %s are at /-/ and its name', (app) => {
    const pages = ['health', 'health/live', 'health/ready', 'openapi.json', 'docs', 'docs/start.js'];
    const work = Object.values(workEndpoints(app)).map(({ path }) => filled(path));
    for (const path of [...pages.map((page) => `/-/${app}/${page}`), ...work]) expect(ownerOf(path)).toBe(app);
  });

  it.each([
    ['/health', 'agents'],
    ['/v1/analyze', 'agents'],
    ['/api/tools', 'tools'],
    ['/api/execute', 'tools'],
    ['/api/v1/assets/', 'guardian'],
    ['/api/v1/assets/1/scan/', 'guardian'],
    ['/api/v1/vulnerabilities/?severity=critical', 'guardian'],
    ['/api/v1/integrations/1/test/', 'guardian'],
    ['/api/v1/playbooks/1/execute', 'responder'],
    ['/api/v1/indicators/search?q=/api/v1/users', 'data'],
    ['/api/v1/intelligence/url/http%3A%2F%2Fa.example%2F..%2Fusers', 'data'],
  ])('%s of the published interface goes to %s', (path, app) => {
    expect(ownerOf(path)).toBe(app);
  });

  it.each([
    ...['/', '/metrics', '/docs', '/openapi.json', '/api', '/api/v1', '/api/v1/', '/-/', '/-/nobody/health'],
    ...['/api/v1/usersx', '/api/v2/users', '//api/v1/users', '/API/V1/users', '/api/v1/%75sers', '/x/api/v1/users'],
  ])('%s goes to nobody', (path) => {
    expect(ownerOf(path)).toBeUndefined();
  });
});

it('no route takes a larger body than the entry lets through', () => {
  const cut = endpoints()
    .filter(({ bodyLimitBytes = 0, path }) => bodyLimitBytes > limitOf(filled(path)))
    .map(({ method, path }) => `${method} ${path}`);
  expect(cut).toEqual([]);
  expect(limitOf('/api/v1/sources/1/import')).toBe(2_147_483_648);
});
