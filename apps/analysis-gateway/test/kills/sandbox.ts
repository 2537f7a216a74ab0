import { json, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';

/** Polls that a submission takes before it is done. */
const pollsUntilDone = 2;

/** The far end of the slow plugins of source-plugins.ts, which no kill touches: it counts what was submitted to it. */
export class Sandbox {
  private readonly submitted = new Map<string, number>();
  private readonly polled = new Map<string, number>();

  private constructor(private readonly server: FixtureServer) {}

  static async start(): Promise<Sandbox> {
    const server = await startFixtureServer();
    const sandbox = new Sandbox(server);
    for (const name of ['recoverable', 'repeatable']) {
      server.on(`GET /${name}/submit/*`, (response, asked) => {
        sandbox.count(sandbox.submitted, asked.path);
        json(200, { isDone: false })(response, asked);
      });
      server.on(`GET /${name}/poll/*`, (response, asked) => {
        json(200, { isDone: sandbox.count(sandbox.polled, asked.path) >= pollsUntilDone })(response, asked);
      });
      server.on(`GET /${name}/find/*`, (response, asked) => {
        json(sandbox.submissionsOf(referenceIn(asked.path)) > 0 ? 200 : 404, {})(response, asked);
      });
    }
    return sandbox;
  }

  get url(): string {
    return this.server.url;
  }

  /** How often it was told to do what goes by this reference. */
  submissionsOf(reference: string): number {
    return this.submitted.get(reference) ?? 0;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private count(of: Map<string, number>, path: string): number {
    const reference = referenceIn(path);
    const counted = (of.get(reference) ?? 0) + 1;
    of.set(reference, counted);
    return counted;
  }
}

function referenceIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
