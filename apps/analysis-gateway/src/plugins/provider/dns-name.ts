import { PluginError } from '../contract/plugin.errors';

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const maxName = 253;

/**
 * A name to ask for. Each part is one or more whole labels, so an indicator cannot reach beyond its own (G02).
 * @throws PluginError `rejected` for what is no name
 */
export function dnsName(parts: readonly string[]): string {
  const name = parts.join('.').toLowerCase();
  if (name.length > maxName || !name.split('.').every((each) => label.test(each))) {
    throw new PluginError('rejected', { message: 'This indicator cannot be asked for in DNS.' });
  }
  return name;
}
