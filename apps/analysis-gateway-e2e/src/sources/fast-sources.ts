import { json, startFixtureServer } from '@sentrybox/testing';
import type { Answer, FixtureServer } from '@sentrybox/testing';

const key = 'fixture-key-0123456789';
/** Plugins that tell of an address within the request, each with the path under which its source is. */
const patient = ['abuseipdb', 'greynoise', 'shodan', 'internetdb', 'urlhaus', 'threatfox'] as const;
export const silentName = 'misp';
export const fastNames: readonly string[] = [...patient, silentName];
const noRecord = json(404, { message: 'no record' });

/**
 * Sources that answer nobody before all of them are waited for, but one that never answers: they are asked at the same
 * time, or nobody is ever answered.
 */
export class FastSources {
  private readonly waiting = new Map<string, () => void>();
  private most = 0;

  private constructor(private readonly server: FixtureServer) {}

  static async start(): Promise<FastSources> {
    const server = await startFixtureServer();
    const sources = new FastSources(server);
    for (const method of ['GET', 'POST']) server.on(`${method} /*`, sources.answer);
    return sources;
  }

  get environment(): Readonly<Record<string, string>> {
    const urls = fastNames.map((name) => [`${name.toUpperCase()}_URL`, `${this.server.url}/${name}`] as const);
    const keys = ['ABUSEIPDB_API_KEY', 'GREYNOISE_API_KEY', 'SHODAN_API_KEY', 'ABUSECH_AUTH_KEY', 'MISP_API_KEY'];
    return Object.fromEntries([...urls, ...keys.map((name) => [name, key] as const)]);
  }

  /** The greatest number of sources that were waited for at one time. */
  get mostAtOnce(): number {
    return this.most;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private readonly answer: Answer = (response, asked) => {
    const name = asked.path.split('/')[1] ?? '';
    if (name !== silentName && this.most === fastNames.length) {
      noRecord(response, asked);
      return;
    }
    this.waiting.set(name, () => {
      noRecord(response, asked);
    });
    response.once('close', () => this.waiting.delete(name));
    this.most = Math.max(this.most, this.waiting.size);
    if (this.most < fastNames.length) return;
    for (const [each, answer] of this.waiting) if (each !== silentName) answer();
  };
}
