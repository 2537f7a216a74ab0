import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

const corpora = process.env.CORPORA_DIR;
const folder = join(corpora ?? '', 'vectors', 'json', 'test_parsing');
const files = corpora === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'));

const suite = corpora === undefined ? describe.skip : describe;

suite('A16 JSONTestSuite over HTTP (needs CORPORA_DIR)', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  it('has its files', () => {
    expect(files.length).toBeGreaterThan(300);
  });

  it.each(files.length === 0 ? ['(no files)'] : files)('%s', async (name) => {
    const answer = await service.postJson('/api/v1/any-json', readFileSync(join(folder, name)));
    const codes = ((answer.json.details ?? []) as { code: string }[]).map(({ code }) => code);
    if (name.startsWith('n_')) expect(answer.status).toBe(400);
    else if (name.startsWith('y_')) expect(codes).not.toContain('malformed_json');
    expect([200, 400]).toContain(answer.status);
  });
});
