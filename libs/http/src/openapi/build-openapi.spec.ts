import { documentFaults } from '../../test/document-faults';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

interface Media {
  schema?: object;
  examples?: Record<string, { value: unknown }>;
}
interface Operation {
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

let service: TestService;
let document: Document;
beforeAll(async () => {
  service = await startTestService();
  const { json } = await service.send('GET', '/openapi.json');
  document = json as unknown as Document; // checked piece by piece below
});
afterAll(() => service.close());

const operations = (): [string, string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  );

describe('the OpenAPI document', () => {
  it('is 3.1 and the same at both addresses', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect((await service.send('GET', '/-/data/openapi.json')).json).toEqual(document);
  });

  it('has every route that is mounted, with unique operation ids', () => {
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['createThing', 'deleteThing', 'health', 'openApi']));
  });

  it('has only valid schemas whose references resolve, and examples that match them', () => {
    expect(documentFaults(document)).toEqual([]);
  });

  it('declares every path parameter as required', () => {
    for (const [path, , { parameters = [] }] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required }) => required === true)).toBe(true);
    }
  });

  it('names what a route needs and every error that it can give', () => {
    const operation = (path: string, method: string) => document.paths[path]?.[method];
    const protectedRoute = operation('/api/v1/things/{id}', 'get');
    expect(protectedRoute?.security).toEqual([{ apiKey: [] }, { bearer: [] }]);
    expect(Object.keys(protectedRoute?.responses ?? {})).toEqual(['200', '400', '401', '403', '500', '503']);
    const withBody = operation('/api/v1/things', 'post');
    expect(Object.keys(withBody?.responses ?? {})).toEqual(['201', '400', '401', '413', '415', '500', '503']);
    expect(withBody?.requestBody?.required).toBe(true);
    expect(operation('/health', 'get')?.security).toEqual([]);
  });

  it('shows errors in the body of their path', () => {
    const example = (path: string) =>
      document.paths[path]?.get?.responses['401']?.content?.['application/json']?.examples;
    expect(example('/api/v1/analysis/{how}')?.invalid_api_key?.value).toEqual({
      error: 'invalid_api_key',
      detail: expect.any(String) as string,
    });
    expect(example('/api/v1/fail/{how}')?.unauthorized?.value).toMatchObject({
      error: 'Unauthorized',
      status: 'error',
    });
  });

  it('says media types that are not JSON', () => {
    const content = document.paths['/api/v1/events']?.get?.responses['200']?.content;
    expect(Object.keys(content ?? {})).toEqual(['text/event-stream']);
  });
});

describe('the page', () => {
  it('asks nothing of another origin and runs no inline script', async () => {
    const page = await service.send('GET', '/-/data/docs');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\/|<script>|\son\w+=/);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) {
      const answer = await service.send('GET', file);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^text\/(?:css|javascript)/);
      expect(answer.text.length).toBeGreaterThan(100);
    }
  });

  it('hands out no other file', async () => {
    for (const file of ['index.html', '..%2fpackage.json', '%2e%2e%2fpackage.json', 'swagger-ui.js']) {
      expect([400, 404]).toContain((await service.send('GET', `/docs/${file}`)).status);
    }
  });
});
