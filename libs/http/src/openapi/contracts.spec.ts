import * as contracts from '@sentrybox/contracts';
import type { AppName, EndpointDefinition } from '@sentrybox/contracts';
import { documentFaults } from '../../test/document-faults';
import { buildOpenApi } from './build-openapi';

const isEndpoint = (value: unknown): value is EndpointDefinition =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'responses' in value;

const endpoints = Object.values<unknown>(contracts).filter(isEndpoint);
const namesOfApps = [...new Set(endpoints.map(({ app }) => app))];

describe.each(namesOfApps)('the documents of all declared endpoints: %s', (app: AppName) => {
  const own = endpoints.filter((endpoint) => endpoint.app === app);

  it('can be built, and examples match their schemas', () => {
    const document = buildOpenApi(app, own, { version: '0.0.0', url: '/' });
    expect(documentFaults(JSON.parse(JSON.stringify(document)) as Parameters<typeof documentFaults>[0])).toEqual([]);
  });

  it('has an example for every route', () => {
    expect(own.filter(({ examples }) => examples.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('keeps the paths of the app', () => {
    const { basePath } = contracts.apps[app];
    const elsewhere = own.filter(({ path }) => !path.startsWith(basePath)).map(({ path }) => path);
    expect(elsewhere.filter((path) => !/^\/(?:api\/actions\/|\.well-known\/)/.test(path))).toEqual([]);
  });
});
