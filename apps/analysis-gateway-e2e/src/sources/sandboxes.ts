import { hang, json, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';

const jobId = '6a1f0c9be4d1a7f2b3c4d5e6';
const webid = '200001';
const key = 'fixture-key-0123456789';

/** What each sandbox is asked first, and what it is doing when the gateway dies: both are never answered. */
const steps = {
  joe_sandbox: { submission: '/joe/v2/submission/new', last: '/joe/v2/submission/new' },
  hybrid_analysis: { submission: '/hybrid/submit/url', last: '/hybrid/submit/url' },
  cape: { submission: '/cape/apiv2/tasks/create/url/', last: '/cape/apiv2/tasks/status/7/' },
} as const;
export const sandboxNames = Object.keys(steps) as (keyof typeof steps)[]; // the keys of the lines above

/**
 * The three sandboxes as they document themselves. Two take a submission without ever answering it, and show it to who
 * asks for its tag or comment; CAPEv2 answers, and is silent the first time it is asked what became of it.
 */
export class Sandboxes {
  private constructor(private readonly server: FixtureServer) {}

  static async start(): Promise<Sandboxes> {
    const server = await startFixtureServer({
      // Joe Sandbox Web API, "v2/submission/new", "v2/analysis/search" and "v2/analysis/info".
      'POST /joe/v2/submission/new': hang(),
      'POST /joe/v2/analysis/search': json(200, { data: [{ webid }] }),
      'POST /joe/v2/analysis/info': json(200, {
        data: { webid, status: 'finished', detection: 'malicious', score: 88, runs: [] },
      }),
      // Hybrid Analysis API v2, "POST /submit/url", "POST /search/terms", "GET /report/{id}/state" and "…/summary".
      'POST /hybrid/submit/url': hang(),
      'POST /hybrid/search/terms': json(200, { count: 1, result: [{ job_id: jobId, verdict: 'malicious' }] }),
      [`GET /hybrid/report/${jobId}/state`]: json(200, { state: 'SUCCESS', error_type: null }),
      [`GET /hybrid/report/${jobId}/summary`]: json(200, {
        ...{ job_id: jobId, verdict: 'malicious', analysis_start_time: new Date().toISOString(), threat_score: 90 },
        ...{ av_detect: 40, vx_family: 'Emotet', domains: [], hosts: [], mitre_attcks: [] },
      }),
      // CAPEv2 API, "tasks/create/url", "tasks/status" and "tasks/get/report".
      'POST /cape/apiv2/tasks/create/url/': json(200, { error: false, data: { task_ids: [7], message: 'ok' } }),
      'GET /cape/apiv2/tasks/status/7/': [hang(), json(200, { error: false, data: 'reported' })],
      'GET /cape/apiv2/tasks/get/report/7/': json(200, {
        info: { id: 7, category: 'url' },
        malscore: 9,
        signatures: [],
      }),
    });
    return new Sandboxes(server);
  }

  get environment(): Readonly<Record<string, string>> {
    const { url } = this.server;
    return {
      ...{ JOE_SANDBOX_API_KEY: key, JOE_SANDBOX_URL: `${url}/joe` },
      ...{ HYBRID_ANALYSIS_API_KEY: key, HYBRID_ANALYSIS_URL: `${url}/hybrid` },
      CAPE_URL: `${url}/cape`,
    };
  }

  /** Whether each was asked what it does not answer. */
  areAllSilent(): boolean {
    return sandboxNames.every((name) => this.countOf(steps[name].last) > 0);
  }

  /** How often something was submitted to each. */
  submissions(): number[] {
    return sandboxNames.map((name) => this.countOf(steps[name].submission));
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private countOf(path: string): number {
    return this.server.requests.filter((asked) => asked.path === path).length;
  }
}
