import { z } from 'zod';
import { variable } from '../variable';
import { overloadVariables } from './overload.variables';
import { rateLimitVariables } from './rate-limit.variables';
import { tracingVariables } from './tracing.variables';

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .default('0')
  .transform((value) => value === '1' || value === 'true');

/** What every service reads, whatever it does. */
export function serviceVariables(defaultPort: number) {
  return {
    NODE_ENV: variable(
      z.enum(['development', 'production', 'test']).default('production'),
      'Kind of installation. Only `test` changes behaviour: log lines below `error` are dropped.',
    ),
    HOST: variable(z.string().default('127.0.0.1'), 'Address to listen on. Use `0.0.0.0` in a container.'),
    PORT: variable(
      z.coerce.number().int().min(0).max(65_535).default(defaultPort),
      `TCP port of the HTTP interface. Default ${String(defaultPort)}; 0 takes any free port.`,
    ),
    METRICS_PORT: variable(
      z.coerce
        .number()
        .int()
        .min(0)
        .max(65_535)
        .default(defaultPort + 1_000),
      `TCP port of the Prometheus metrics. Default ${String(defaultPort + 1_000)}; 0 takes any free port.`,
    ),
    LOG_LEVEL: variable(
      z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      'Least severe level that is written to standard output.',
    ),
    SENTRYBOX_ROLE: variable(
      z.enum(['all', 'api', 'worker']).default('all'),
      'What this process does: HTTP and messages (`api`), slow work (`worker`), or both (`all`, default).',
    ),
    SENTRYBOX_OFFLINE: variable(
      flag,
      'With `1` no address but loopback is ever dialled; such attempts end as `offline`.',
    ),
    TRUSTED_PROXY_HOPS: variable(
      z.coerce.number().int().min(0).max(8).default(0),
      'Number of proxies in front whose `X-Forwarded-For` entry is believed. Default 0: none.',
    ),
    TRUSTED_PROXIES: variable(
      z
        .string()
        .transform((text) => text.split(',').map((address) => address.trim()))
        .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
        .optional(),
      'Addresses or networks (CIDR), separated by commas, from which `X-Forwarded-For` is believed: for a service that can ' +
        'also be reached past its proxy. Takes the place of `TRUSTED_PROXY_HOPS`.',
    ),
    ...overloadVariables,
    ...rateLimitVariables,
    ...tracingVariables,
  } as const;
}
