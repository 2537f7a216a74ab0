import type { ImportView } from '@sentrybox/contracts';
import { request } from '@sentrybox/testing';
import { Client } from 'pg';
import { freshInstallation } from '../harness/installation';
import type { Installation } from '../harness/installation';
import type { Arena, Measurement, Scenario } from '../harness/scenario';
import { copyTable } from './copy-table';
import { publicAddresses } from './public-addresses';

const rows = 100_000;
const pollMs = 25;
const timeoutMs = 60_000;

export const importList: Scenario = {
  name: 'import',
  title: 'Import of a list',
  description:
    `${rows.toLocaleString('en')} distinct public IPv4 addresses, from the first byte sent to data's HTTP API until the ` +
    'import is done and visible. The product parses, checks and normalises every record, stores one indicator and one ' +
    'sighting for each, and counts what is new, changed and gone. The baseline is COPY of the finished indicator rows ' +
    'into an empty copy of the table with the same indexes in the same PostgreSQL; the second COPY row also fills a copy ' +
    'of the table of sightings, in one transaction (its foreign keys are left out).',
  unit: 'rows/s',
  isHigherBetter: true,
  rounds: 3,
  open,
};

async function open(): Promise<Arena> {
  const installation = await freshInstallation();
  const client = new Client({ connectionString: installation.databaseUrl });
  const close = async (): Promise<void> => {
    await client.end();
    await installation.close();
  };
  try {
    await client.connect();
    await client.query('CREATE SCHEMA bench');
    const addresses = publicAddresses(rows);
    const product = new ImportClient(installation, client, `${addresses.join('\n')}\n`);
    const copy = (tables: Parameters<typeof copyTable>[1]) => async (): Promise<Measurement> =>
      perSecond(await copyTable(client, tables, addresses));
    const postgres = { pids: () => [installation.postgresPid] };
    const whole = { pids: () => [installation.pid] };
    return {
      contestants: [
        { name: 'COPY, indicators', isBaseline: true, ...postgres, measure: copy(['team_indicator']) },
        {
          name: 'COPY, indicators and sightings',
          isBaseline: false,
          ...postgres,
          measure: copy(['team_indicator', 'team_sighting']),
        },
        { name: 'Sentrybox, all new', isBaseline: false, ...whole, measure: () => product.importNew() },
        { name: 'Sentrybox, same file again', isBaseline: false, ...whole, measure: () => product.importAgain() },
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function perSecond(seconds: number): Measurement {
  return { value: rows / seconds, count: rows, details: { seconds } };
}

class ImportClient {
  private sourceId: string | undefined;

  constructor(
    private readonly installation: Installation,
    private readonly client: Client,
    private readonly text: string,
  ) {}

  /** Into empty tables and a new source. */
  async importNew(): Promise<Measurement> {
    await this.client.query('TRUNCATE data.team_sighting, data.team_indicator');
    const { body } = await this.send('/api/v1/sources', { name: `Bench ${Date.now()}` });
    this.sourceId = (body as { id: string }).id; // sourceSchema
    const [seconds, { counts }] = await this.run(this.sourceId);
    if (counts.new !== rows) throw new Error(`Only ${counts.new} of ${rows} rows were new.`);
    return perSecond(seconds);
  }

  /** The file that the source has already. */
  async importAgain(): Promise<Measurement> {
    if (this.sourceId === undefined) await this.importNew();
    const [seconds, { counts }] = await this.run(this.sourceId ?? '');
    if (counts.unchanged !== rows) throw new Error(`Only ${counts.unchanged} of ${rows} rows were unchanged.`);
    return perSecond(seconds);
  }

  private async run(sourceId: string): Promise<[seconds: number, view: ImportView]> {
    const startedMs = performance.now();
    const answer = await this.send(`/api/v1/sources/${sourceId}/import`, this.text, { 'content-type': 'text/plain' });
    let view = answer.body as ImportView; // importSchema
    while (view.state === 'running') {
      if (performance.now() - startedMs > timeoutMs) throw new Error(`No end of the import after ${timeoutMs} ms.`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      view = (await this.send(view.url)).body as ImportView;
    }
    if (view.state === 'failed') throw new Error(`The import failed: ${view.error?.code ?? 'no code'}.`);
    return [(performance.now() - startedMs) / 1_000, view];
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
