import { loadConfig } from '@sentrybox/config';
import type { Parsed, Variables } from '@sentrybox/config';
import { registerSecret } from '@sentrybox/observability';

/**
 * The environment of a service, parsed once; what is secret in it can from now on appear in no log line, neither as a
 * whole nor as the password of a URL.
 * @throws ConfigError that names each variable at fault with the reason.
 */
export function loadServiceConfig<V extends Variables>(variables: V): Parsed<V> {
  const config = loadConfig(variables);
  for (const [name, { isSecret }] of Object.entries(variables)) {
    const value: unknown = config[name];
    if (isSecret && typeof value === 'string') secretParts(value).forEach(registerSecret);
  }
  return config;
}

function secretParts(value: string): string[] {
  const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : '';
  return password === '' ? [value] : [value, password];
}
