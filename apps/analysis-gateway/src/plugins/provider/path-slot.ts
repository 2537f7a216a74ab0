import { PluginError } from '../contract/plugin.errors';

/**
 * Encodes a value into one segment of a path (G02). A dot segment has no encoded form that a URL would keep, so it is
 * refused; no canonical indicator is one.
 * @throws PluginError `rejected`
 */
export function pathSlot(value: string): string {
  // Half a surrogate pair has no UTF-8 form either.
  const isText = Buffer.from(value).toString() === value;
  if (!isText || value === '' || value === '.' || value === '..') {
    throw new PluginError('rejected', { message: 'This indicator cannot be asked for.' });
  }
  return encodeURIComponent(value);
}
