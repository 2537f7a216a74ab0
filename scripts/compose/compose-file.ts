import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../launcher/state-folder';

const names = z.union([
  z.array(z.string()),
  z.record(z.string(), z.unknown()).transform((networks) => Object.keys(networks)),
]);

/** What the rules of this product ask of a container; the Compose schema has seen the rest. */
const serviceSchema = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).default([]),
  user: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  restart: z.string(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  healthcheck: z.looseObject({ disable: z.boolean().default(false) }).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  networks: names.default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) })),
});
export type ComposeFile = z.infer<typeof composeSchema>;

/** docker-compose.yml with its anchors resolved and nothing else: variables stand as they are written. */
export function rawCompose(): unknown {
  const text = readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8');
  return parse(text, { merge: true, maxAliasCount: -1 }); // a file of our own, with many anchors
}

/** @throws ZodError where a container lacks what every one of ours says */
export function composeFile(): ComposeFile {
  return composeSchema.parse(rawCompose());
}
