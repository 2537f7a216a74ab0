import type { ImportView } from '@sentrybox/contracts';
import type { Client } from 'pg';
import { onFreshInstallation } from '../../harness/installation';
import type { Installation } from '../../harness/installation';
import type { Arena, Contestant, Measurement, Scenario } from '../../harness/scenario';
import { publicAddresses } from '../public-addresses';
import { copyTable } from './copy-table';
import { ImportClient } from './import-client';

const description =
  'A list of distinct public IPv4 addresses in no order, from the first byte sent to data’s HTTP API until the import is ' +
  'done and visible, into empty tables; then the same file again; then one of whose lines 1 % are other addresses and 1 % ' +
  'are missing. The product parses, checks and normalises every record, stores one indicator and one sighting for each, ' +
  'and counts what is new, changed and gone. The baseline is one transaction of COPY with the finished rows of both ' +
  'tables, in the order of the file, into empty copies of them with the same indexes in the same PostgreSQL. Required: half ' +
  'of its speed, and another import of the changed list in half the time of the first. A checkpoint comes before each run.';

const common = {
  unit: 'rows/s',
  isHigherBetter: true,
  rounds: 3,
  hasWarmUp: false, // Each run is long, and each round begins with empty tables.
} as const;

const wantedRows = process.env.SENTRYBOX_BENCH_ROWS;

/** Takes about three minutes. */
export const dataImport: Scenario = {
  name: 'data-import',
  title: 'Import of a list of a million addresses',
  description: `${description} SENTRYBOX_BENCH_ROWS=10000000 makes it ten million.`,
  ...common,
  ...(wantedRows === undefined ? {} : { limitMs: 7_200_000, rounds: 1 }),
  open: () => open(Number(wantedRows ?? 1_000_000)),
};

export const dataImportSmall: Scenario = {
  name: 'data-import-small',
  title: 'Import of a list of a hundred thousand addresses',
  description: `What the import of a million is measured by, to see how it grows. ${description}`,
  ...common,
  open: () => open(100_000),
};

async function open(rows: number): Promise<Arena> {
  return await onFreshInstallation(async ({ installation, client, close }) => {
    await client.query('CREATE SCHEMA bench');
    return { contestants: contestantsOf(installation, client, rows), close };
  });
}

function contestantsOf(installation: Installation, client: Client, rows: number): Contestant[] {
  const addresses = publicAddresses(rows);
  const list = new ImportedList(installation, client, addresses);
  const product = { isBaseline: false, pids: () => [installation.pid] };
  return [
    {
      name: 'COPY of both tables',
      isBaseline: true,
      pids: () => [installation.postgresPid],
      measure: async () => {
        const seconds = await copyTable(client, ['team_indicator', 'team_sighting'], addresses);
        return { value: rows / seconds, count: rows, details: { seconds } };
      },
    },
    { name: 'Sentrybox, all new', ...product, leastRatio: 0.5, measure: () => list.first() },
    { name: 'Sentrybox, same file again', ...product, measure: () => list.again() },
    {
      name: 'Sentrybox, 1 % changed and 1 % removed',
      ...product,
      detailLimits: { of_first_import: 0.5 },
      measure: () => list.changed(),
    },
  ];
}

/** One list in the states of its life, in this order. */
class ImportedList {
  private readonly imports: ImportClient;
  private sourceId = '';
  private firstSeconds = 0;

  constructor(
    installation: Installation,
    private readonly client: Client,
    private readonly addresses: readonly string[],
  ) {
    this.imports = new ImportClient(installation);
  }

  /** Into empty tables and a new source. */
  async first(): Promise<Measurement> {
    await this.client.query('TRUNCATE data.team_sighting, data.team_indicator');
    this.sourceId = await this.imports.addSource();
    const measured = await this.run(this.addresses, { new: this.addresses.length, delisted: 0 });
    this.firstSeconds = measured.details?.seconds ?? 0;
    return measured;
  }

  async again(): Promise<Measurement> {
    return await this.run(this.addresses, { unchanged: this.addresses.length, new: 0, delisted: 0 });
  }

  async changed(): Promise<Measurement> {
    const rows = this.addresses.length;
    const part = rows / 100;
    const others = publicAddresses(part, rows);
    // Every hundredth line is another, and every hundredth is missing.
    const lines = this.addresses.flatMap((address, index) => {
      if (index % 100 === 1) return [];
      return [index % 100 === 0 ? (others[index / 100] ?? address) : address];
    });
    return await this.run(lines, { new: part, delisted: 2 * part, unchanged: rows - 2 * part });
  }

  private async run(lines: readonly string[], expected: Partial<ImportView['counts']>): Promise<Measurement> {
    const text = `${lines.join('\n')}\n`;
    await this.client.query('CHECKPOINT');
    const { seconds, counts } = await this.imports.import(this.sourceId, text);
    for (const [name, count] of Object.entries(expected)) {
      const found = counts[name as keyof typeof expected]; // names of the object above
      if (found !== count) throw new Error(`The import counted ${found} ${name} in place of ${count}.`);
    }
    const details = {
      seconds,
      ...(expected.unchanged === undefined ? {} : { of_first_import: seconds / this.firstSeconds }),
    };
    return { value: lines.length / seconds, count: lines.length, details };
  }
}
