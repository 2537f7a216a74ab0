import { appNames, apps } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { isPortFree } from '@sentrybox/local-servers';

import { CommandFailure } from './exit-codes';

export interface ServicePorts {
  readonly http: number;
  readonly metrics: number;
}

const metricsOffset = 1_000;
const highestPort = 65_535;

/** SENTRYBOX_PORT_ANALYSIS_GATEWAY for analysis-gateway. */
export function portVariable(app: AppName): string {
  return `SENTRYBOX_PORT_${app.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * The ports of every service: `SENTRYBOX_PORT_<APP>`, else the default plus the offset. Metrics are 1000 above.
 * @throws CommandFailure `usage` for a number that is no port, or two services on one port
 */
export function choosePorts(
  offset: number,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<AppName, ServicePorts>> {
  const chosen = appNames.map((app) => {
    const http = wholeNumber(environment[portVariable(app)], portVariable(app)) ?? apps[app].port + offset;
    if (http < 1 || http + metricsOffset > highestPort) {
      throw new CommandFailure(
        'usage',
        `${app} cannot listen on port ${http}: it and the port ${metricsOffset} above it must exist.`,
      );
    }
    return [app, { http, metrics: http + metricsOffset }] as const;
  });
  const all = chosen.flatMap(([, { http, metrics }]) => [http, metrics]);
  const twice = all.find((port, index) => all.indexOf(port) !== index);
  if (twice !== undefined) throw new CommandFailure('usage', `Port ${twice} is meant for two services.`);
  return Object.fromEntries(chosen) as Record<AppName, ServicePorts>; // one entry per name of appNames
}

/** @throws CommandFailure `usage` when the text is not a whole number */
export function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^-?\d{1,6}$/.test(text)) return Number(text);
  throw new CommandFailure('usage', `${name} must be a whole number.`);
}

/** @throws CommandFailure `portTaken` that names every taken port and the ways out */
export async function requireFreePorts(ports: Readonly<Record<AppName, ServicePorts>>, host: string): Promise<void> {
  const wanted = appNames.flatMap((app) => [
    { what: app, port: ports[app].http },
    { what: `${app}'s metrics`, port: ports[app].metrics },
  ]);
  const free = await Promise.all(wanted.map(async ({ port }) => await isPortFree(port, host)));
  const taken = wanted.filter((_, index) => free[index] === false);
  if (taken.length === 0) return;
  throw new CommandFailure(
    'portTaken',
    `${taken.map(({ what, port }) => `Port ${port} (${what}) is taken.`).join('\n')}\n` +
      'Stop what listens there, or move: `npm start -- --port-offset 100` moves all, SENTRYBOX_PORT_<APP> moves one.',
  );
}
