import type { ImportView } from '@sentrybox/contracts';
import { request } from '@sentrybox/testing';
import type { Installation } from '../../harness/installation';

const pollMs = 25;
const timeoutMs = 1_800_000;

/** Sends lists to data's HTTP API and waits until they can be seen. */
export class ImportClient {
  constructor(private readonly installation: Installation) {}

  /** @returns the id of a new source of the key's team */
  async addSource(): Promise<string> {
    const { body } = await this.send('/api/v1/sources', { name: `Bench ${Date.now()}` });
    return (body as { id: string }).id; // sourceSchema
  }

  /** @returns seconds from the first byte sent until the import has ended, and what it counted */
  async import(sourceId: string, text: string): Promise<{ seconds: number; counts: ImportView['counts'] }> {
    const startedMs = performance.now();
    const answer = await this.send(`/api/v1/sources/${sourceId}/import`, text, { 'content-type': 'text/plain' });
    let view = answer.body as ImportView; // importSchema
    while (view.state === 'running') {
      if (performance.now() - startedMs > timeoutMs) throw new Error(`No end of the import after ${timeoutMs} ms.`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      view = (await this.send(view.url)).body as ImportView;
    }
    if (view.state !== 'done') throw new Error(`The import ended ${view.state}: ${view.error?.code ?? 'no code'}.`);
    return { seconds: (performance.now() - startedMs) / 1_000, counts: view.counts };
  }

  private async send(path: string, body?: unknown, headers?: Record<string, string>) {
    const { urls, apiKey } = this.installation;
    const answer = await request(`${urls.data}${path}`, {
      credential: apiKey,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  }
}
