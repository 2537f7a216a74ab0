import type { ImportView } from '@sentrybox/contracts';
import { DataApp, until } from '../test/data-app';

jest.setTimeout(120_000);

it('F22 loses nothing when Redis starts empty: accepted work is found and done, answers are the same', async () => {
  const data = await DataApp.start(fetch, 'api');
  const key = data.callers.key(data.teamA);
  try {
    const id = await data.source(key);
    const list = { name: 'Own sites', type: 'hostname', list: ['own.example.com'] };
    expect((await data.call('POST', '/api/v1/warninglists', { as: key, json: list })).status).toBe(201);
    const text = `www.own.example.com\n${Array.from({ length: 20_000 }, (_, n) => `row-${n}.example.com`).join('\n')}`;
    const sent = await data.call('POST', `/api/v1/sources/${id}/import`, { as: key, text, type: 'text/plain' });
    expect([sent.status, sent.body.state]).toEqual([202, 'running']);

    await data.emptyRedis();
    const worker = await data.startWorker();
    try {
      const view = await until(async () => {
        const { body } = await data.call('GET', String(sent.body.url), { as: key });
        return body.state === 'done' ? (body as unknown as ImportView) : undefined;
      });
      expect(view).toMatchObject({ counts: { accepted: 20_000 }, flagged_by_list: { 'Own sites': 1 } });
      await data.emptyRedis();
      const figures = await until(async () => {
        const { body } = await data.call('GET', `/api/v1/sources/${id}/stats`, { as: key });
        return body.figures ?? undefined;
      });
      expect(figures).toMatchObject({ listed: 20_000, warninglists: { left_out: 1 } });
    } finally {
      await worker.close();
    }
    const found = await data.call('GET', '/api/v1/indicators/search?q=row-77.example.com', { as: key });
    expect(found.body).toMatchObject({ count: 1 });
  } finally {
    await data.stop();
  }
});
