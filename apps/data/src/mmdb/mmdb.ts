import { Inject, Injectable } from '@nestjs/common';
import type { AutonomousSystem, Geolocation } from '@sentrybox/contracts';
import { LOGGER } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { open } from 'maxmind';
import type { Reader } from 'maxmind';
import { z } from 'zod';

/** Paths of MaxMind databases, of any edition and maker. */
export const MMDB_PATHS = Symbol('MMDB_PATHS');

// What GeoLite2, DB-IP and IPinfo databases have in common, and nothing else: a foreign file, so nothing of it is relied on.
const recordSchema = z.object({
  country: z
    .union([z.object({ iso_code: z.string() }), z.string()])
    .optional()
    .catch(undefined),
  country_code: z.string().optional().catch(undefined),
  city: z
    .union([z.object({ names: z.object({ en: z.string() }) }), z.string()])
    .optional()
    .catch(undefined),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional().catch(undefined),
  autonomous_system_number: z.number().int().optional().catch(undefined),
  autonomous_system_organization: z.string().optional().catch(undefined),
  asn: z.string().optional().catch(undefined),
  as_name: z.string().optional().catch(undefined),
});
type Record = z.infer<typeof recordSchema>;

interface Located {
  readonly geolocation: Geolocation;
  readonly asn: AutonomousSystem;
}

/** Where an address is and whose, from files on this machine; nobody is asked. */
@Injectable()
export class Mmdb {
  private readers: Promise<readonly Reader<object>[] | 'unreadable'> | undefined;

  constructor(
    @Inject(MMDB_PATHS) private readonly paths: readonly string[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async locate(address: string): Promise<Located> {
    if (this.paths.length === 0) return nothing('unconfigured');
    const readers = await (this.readers ??= this.load());
    if (readers === 'unreadable') {
      this.readers = undefined; // the file may be there the next time
      return nothing('unreadable');
    }
    const records = readers.flatMap((reader) => {
      const record = recordSchema.safeParse(reader.get(address));
      return record.success ? [record.data] : [];
    });
    return { geolocation: geolocationOf(records), asn: asnOf(records) };
  }

  // Files that are replaced are seen: the package looks after them every now and then and reads them anew.
  private async load(): Promise<readonly Reader<object>[] | 'unreadable'> {
    try {
      return await Promise.all(this.paths.map((path) => open<never>(path, { watchForUpdates: false })));
    } catch (error) {
      this.logger.error('mmdb_unreadable', { error });
      return 'unreadable';
    }
  }
}

function nothing(state: 'unconfigured' | 'unreadable' | 'not_found'): Located {
  return {
    geolocation: { state, country: null, city: null, latitude: null, longitude: null },
    asn: { state, asn: null, organization: null },
  };
}

function geolocationOf(records: readonly Record[]): Geolocation {
  const country = firstOf(records, (each) => nameOf(each.country, ({ iso_code: code }) => code) ?? each.country_code);
  const city = firstOf(records, (each) => nameOf(each.city, ({ names }) => names.en));
  const location = firstOf(records, (each) => each.location);
  if (country === undefined && location === undefined) return nothing('not_found').geolocation;
  return {
    state: 'ok',
    country: country ?? null,
    city: city ?? null,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
  };
}

function asnOf(records: readonly Record[]): AutonomousSystem {
  const asn = firstOf(records, (each) => each.autonomous_system_number ?? numberOf(each.asn));
  if (asn === undefined) return nothing('not_found').asn;
  const organization = firstOf(records, (each) => each.autonomous_system_organization ?? each.as_name);
  return { state: 'ok', asn, organization: organization ?? null };
}

function firstOf<T>(records: readonly Record[], pick: (record: Record) => T | undefined): T | undefined {
  for (const record of records) {
    const found = pick(record);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameOf<T extends object>(value: T | string | undefined, pick: (object: T) => string): string | undefined {
  return typeof value === 'object' ? pick(value) : value;
}

function numberOf(asn: string | undefined): number | undefined {
  const digits = asn === undefined ? undefined : /^AS(\d{1,10})$/.exec(asn)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
