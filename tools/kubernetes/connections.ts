import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './render';

const names = z.array(z.string().min(1)).min(1);
const portSchema = z.union([z.literal(['http', 'metrics']), z.int().min(1).max(65_535)]);

const connectionSchema = z.strictObject({ from: names, to: names, ports: z.array(portSchema).min(1), why: z.string() });
export type Connection = z.infer<typeof connectionSchema>;

const fileSchema = z.strictObject({
  groups: z.record(z.string(), names),
  connections: z.array(connectionSchema).min(1),
});
export type Connections = z.infer<typeof fileSchema>;

/** @throws ZodError when k8s/connections.yaml has another form */
export function loadConnections(): Connections {
  return fileSchema.parse(parse(readFileSync(join(root, 'k8s/connections.yaml'), 'utf8')));
}

/** One caller, one called, one port. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

export function edgeText({ from, to, port }: Edge): string {
  return `${from} -> ${to}:${port}`;
}

/**
 * Every connection, one by one.
 * @param portOf the number of a named port of a party; undefined where it has none of the name
 */
export function edgesOf(
  { groups, connections }: Connections,
  portOf: (party: string, name: 'http' | 'metrics') => number | undefined,
): Edge[] {
  const members = (some: readonly string[]): string[] => some.flatMap((name) => groups[name] ?? [name]);
  return connections.flatMap(({ from, to, ports }) =>
    members(from).flatMap((caller) =>
      members(to).flatMap((called) =>
        ports.map((port) => {
          const number = typeof port === 'number' ? port : portOf(called, port);
          if (number === undefined) throw new Error(`${called} has no port named ${port}.`);
          return { from: caller, to: called, port: number };
        }),
      ),
    ),
  );
}
