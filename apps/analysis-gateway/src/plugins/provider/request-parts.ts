import type { ProviderRequest } from '../contract/plugin-context';
import { pathSlot } from './path-slot';

/**
 * Path and query of a request. What is filled in is encoded, so that it stays in its place whatever it holds (G02).
 * @throws PluginError `rejected` for a value that no path can carry; TypeError for a slot that nobody fills
 */
export function pathOf({ path, slots = {}, query }: ProviderRequest): string {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = slots[name];
    if (value === undefined) throw new TypeError(`Nobody fills {${name}}.`);
    return pathSlot(value);
  });
  return query === undefined ? filled : `${filled}?${new URLSearchParams(query).toString()}`;
}

/** The body of a request and its media type; neither where it has none. */
export function bodyOf({ json, form }: ProviderRequest): { body?: string; contentType?: string } {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' };
  if (form !== undefined) {
    return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
  }
  return {};
}
