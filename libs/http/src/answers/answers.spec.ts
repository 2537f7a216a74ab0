import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { OpenStreams } from './open-streams';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';
import { watched } from '../../test/test.controller';
import { AnswerHooks } from './answer-hooks';

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

const open = (path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: service.port, path, agent: false }, resolve).on('error', reject);
  });

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('The condition did not come true within 5 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('answers', () => {
  it('never let out a field that the contract does not name', async () => {
    const answer = await service.postJson('/api/v1/things', '{"name":"a","size":1}');
    expect(answer.json).toEqual({ data: { name: 'a', size: 1 }, status: 'success' });
  });

  it('stream line by line', async () => {
    const answer = await service.send('GET', '/api/v1/export/3');
    expect(answer.text).toBe('{"line":1}\n{"line":2}\n{"line":3}\n');
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
  });

  it('cut the connection when a stream fails, so that a part is not taken for the whole', async () => {
    await expect(service.send('GET', '/api/v1/export/13')).rejects.toThrow('aborted');
  });

  it('end the source of an event stream when the client leaves', async () => {
    const before = watched.closed;
    const response = await open('/api/v1/events');
    await new Promise((resolve) => response.once('data', resolve));
    response.destroy();
    await until(() => watched.closed === before + 1);
    await until(() => service.lines.some(({ is_aborted: isAborted }) => isAborted === true));
  });

  it('end an event stream with a retry hint when the service drains', async () => {
    const response = await open('/api/v1/events');
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    await until(() => text.includes('first'));
    service.app.get(OpenStreams).endAll();
    await new Promise((resolve) => response.once('end', resolve));
    expect(text).toBe('data: first\n\nretry: 1000\n\n');
  });

  it('do not open a stream for HEAD', async () => {
    const before = watched.opened;
    expect((await service.send('HEAD', '/api/v1/events')).status).toBe(200);
    expect(watched.opened).toBe(before);
  });
});

describe('hooks before the answer', () => {
  it('see every answer, errors included, and are waited for', async () => {
    const seen: string[] = [];
    service.app.get(AnswerHooks).add(async ({ request, method, status }) => {
      await Promise.resolve();
      seen.push(`${method} ${request.route ?? '-'} ${status}`);
    });
    await service.postJson('/api/v1/things', '{"name":"a","size":1}');
    await service.postJson('/api/v1/things', '{');
    await service.send('GET', '/nothing');
    expect(seen).toEqual(['POST /api/v1/things 201', 'POST /api/v1/things 400', 'GET - 404']);
  });

  it('turn the answer into 503 when they fail', async () => {
    service.app.get(AnswerHooks).add(() => Promise.reject(new Error('the audit table is gone')));
    for (const path of ['/api/v1/things', '/api/v1/fail/missing', '/nothing', '/api/v1/export/3']) {
      const answer = await service.send('GET', path);
      expect([answer.status, answer.headers['x-error-code']]).toEqual([503, 'unavailable']);
      expect(answer.text).not.toContain('audit table');
    }
  });
});
