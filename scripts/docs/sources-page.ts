import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../launcher/state-folder';
import { duration } from './duration';

/** What the page tells of a feed. */
const feedSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  documentation: z.string(),
  format: z.object({ kind: z.string() }),
  types: z.array(z.string()),
  intervalSeconds: z.number(),
  reliability: z.string(),
  lineage: z.string(),
  licence: z.string(),
  terms: z.enum(['open', 'restricted', 'unclear']),
  key: z.object({ name: z.string() }).nullable(),
});
type Feed = z.infer<typeof feedSchema>;

/** The catalogue as it was compiled (apps are not imported as projects). */
export async function catalogue(): Promise<Feed[]> {
  const exported: unknown = await import(join(projectRoot, 'dist/apps/data/src/feeds/feeds.js'));
  return z.object({ feeds: z.array(feedSchema) }).parse(exported).feeds;
}

const meaning: Readonly<Record<Feed['terms'], string>> = {
  open: 'any use',
  restricted: 'read the terms first',
  unclear: 'no terms stated',
};

/** The page `docs/reference/sources.md`: every feed of the catalogue with its licence. */
export function sourcesPage(feeds: readonly Feed[]): string {
  const rows = [...feeds]
    .sort((one, other) => one.id.localeCompare(other.id))
    .map(
      (feed) =>
        `| \`${feed.id}\` | [${feed.name}](${feed.documentation}) | ${feed.description} | ${feed.format.kind} | ` +
        `${feed.types.join(', ')} | ${duration(feed.intervalSeconds)} | ${feed.reliability} | ${feed.lineage} | ` +
        `${feed.licence} | ${meaning[feed.terms]}${feed.key === null ? '' : ', key'} |`,
    );
  return [
    '# Sources that come with Sentrybox',
    '',
    'Generated from the catalogue in `apps/data/src/feeds`. None of these is fetched before somebody enables it',
    '([how](../how-to/add-a-source.md)). What is not for any use, states no terms or needs a key is enabled by its name alone.',
    '',
    '| id | feed | what it lists | format | types | every | reliability | lineage | licence | use |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${feeds.length} feeds.`,
    '',
  ].join('\n');
}
