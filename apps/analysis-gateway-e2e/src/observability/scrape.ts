import { request } from '@sentrybox/testing';

export interface Scraped {
  /** Names under which series may be asked for; those of histograms with their endings. */
  readonly names: ReadonlySet<string>;
  /** Labels that the series of a name carry; absent where there is no series yet. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  /** Values of the label `state`, by name. */
  readonly states: ReadonlyMap<string, ReadonlySet<string>>;
}

const endings: ReadonlyMap<string, readonly string[]> = new Map([
  ['histogram', ['_bucket', '_sum', '_count']],
  ['summary', ['', '_sum', '_count']],
]);

/** Reads the metrics of services in Prometheus' text format, from the port that they have for it. */
export async function scrape(urls: readonly string[]): Promise<Scraped> {
  const lines = (await Promise.all(urls.map(metricsOf))).join('\n').split('\n').filter(Boolean);
  const declared = lines.flatMap((line) => {
    const [, name, kind = ''] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? [];
    return name === undefined ? [] : (endings.get(kind) ?? ['']).map((ending) => name + ending);
  });
  const labels = new Map<string, Set<string>>();
  const states = new Map<string, Set<string>>();
  for (const line of lines.filter((text) => !text.startsWith('#'))) {
    const name = line.split(/[ {]/, 1)[0] ?? '';
    labels.set(name, new Set([...(labels.get(name) ?? []), ...labelsOf(line)]));
    const [, state] = /[{,]state="([a-z]+)"/.exec(line) ?? [];
    if (state !== undefined) states.set(name, new Set([...(states.get(name) ?? []), state]));
  }
  return { names: new Set(declared), labels, states };
}

// Values are texts in quotes, in which a quote is escaped.
function labelsOf(line: string): string[] {
  return [...line.matchAll(/[{,](\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label = '']) => label);
}

async function metricsOf(serviceUrl: string): Promise<string> {
  const url = new URL('/metrics', serviceUrl);
  url.port = String(Number(url.port) + 1_000);
  return String((await request(url.href)).body);
}
