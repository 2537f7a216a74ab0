import { stat } from 'node:fs/promises';
import { open } from 'maxmind';
import type { Reader, Response } from 'maxmind';
import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { PluginError } from '../contract/plugin.errors';
import { decoration } from '../provider/decoration';
import { providerText } from '../provider/provider-text';

const rules = {
  located: { when: 'The database has an entry for the address.', claim: 'context', strength: 1 },
} as const;

const names = z.object({ en: z.string() });
const entrySchema = z.object({
  country: decoration(z.union([z.object({ iso_code: z.string() }), z.string()])),
  country_code: decoration(z.string()),
  city: decoration(z.object({ names })),
  autonomous_system_number: decoration(z.int()),
  autonomous_system_organization: decoration(z.string()),
  asn: decoration(z.string()),
  as_name: decoration(z.string()),
});

interface OpenFile {
  readonly changedAtMs: number;
  readonly reader: Reader<Response>;
}

/** Country, city and network of an address from a database file of one's own; asks nobody. */
export const mmdb = () => {
  const files = new Map<string, OpenFile>();
  return defineFastPlugin({
    manifest: {
      name: 'mmdb',
      displayName: 'GeoIP database',
      description: 'Reads country, city and network of an address from a MaxMind database file of your own.',
      documentation: 'https://maxmind.github.io/MaxMind-DB/',
      class: 'local',
      indicatorTypes: ['ip'],
      disclosure: 'none',
      maxTlp: 'red',
      maxPap: 'red',
      categories: ['context', 'network'],
      reliability: 'B',
      deadlineMs: 2_000,
      settings: {
        path: {
          kind: 'text',
          label: 'Path',
          description: 'Path of a database such as GeoLite2-City.mmdb. A newer file in its place is read by itself.',
          isRequired: true,
        },
      },
      rules,
    },

    async run({ value }, { settings }) {
      const reader = await readerOf(settings.path, files);
      const entry = entrySchema.safeParse(reader.get(value) ?? undefined);
      if (!entry.success) return { status: 'not_found' };
      const { country, country_code: code, city, asn, as_name: asName, ...network } = entry.data;
      const text = (part: string | undefined) => (part === undefined ? undefined : providerText(part));
      const iso = text(code ?? (typeof country === 'string' ? country : country?.iso_code));
      const number = network.autonomous_system_number;
      const summary = {
        country: iso,
        city: text(city?.names.en),
        asn: number === undefined ? text(asn) : `AS${number}`,
        organisation: text(network.autonomous_system_organization ?? asName),
        built_at: reader.metadata.buildEpoch.toISOString(),
      };
      const where = [summary.asn, summary.organisation, iso].filter((part) => part !== undefined).join(', ');
      return { status: 'ok', summary, statements: [{ rule: 'located', facts: [`It belongs to ${where}.`] }] };
    },
  });
};

/** @throws PluginError `unavailable` where the file cannot be read: an unreadable database is not an empty one */
async function readerOf(path: string, files: Map<string, OpenFile>): Promise<Reader<Response>> {
  try {
    const { mtimeMs: changedAtMs } = await stat(path);
    const known = files.get(path);
    if (known?.changedAtMs === changedAtMs) return known.reader;
    const reader = await open<Response>(path);
    files.set(path, { changedAtMs, reader });
    return reader;
  } catch (cause) {
    throw new PluginError('unavailable', { message: 'The database file cannot be read.', cause });
  }
}
