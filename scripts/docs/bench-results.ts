import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const spread = z.object({ median: z.number() });

/** What the pages quote of a stored result of `npm run bench`. */
const resultSchema = z.object({
  scenario: z.string(),
  measuredAt: z.iso.datetime(),
  machine: z.object({ loadBefore: z.number() }),
  rows: z.array(
    z.object({
      name: z.string(),
      value: spread,
      details: z.record(z.string(), spread),
      cpuMsEach: z.number().optional(),
      memoryMiB: z.number(),
    }),
  ),
});

export type BenchResult = z.infer<typeof resultSchema>;

/** @throws ZodError when a file in the folder is no result */
export function benchResults(folder: string): BenchResult[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => resultSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
