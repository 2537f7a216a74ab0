import { defaultBodyLimitBytes } from '../server/limits';

export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeysPerObject: number;
  readonly maxKeys: number;
  readonly refusesDuplicates: boolean;
}

const base = { maxDepth: 32, maxKeysPerObject: 1_000 };
const ordinary: JsonLimits = { ...base, maxKeys: 1_000, refusesDuplicates: true };

/**
 * Bodies of ordinary routes have at most 1,000 keys in all. Bulk routes, which raise their size limit, may have one per
 * 32 bytes of that limit (262,144 for 8 MiB), still 1,000 per object, and skip the search for duplicate keys.
 */
export function jsonLimitsFor(bodyLimitBytes: number): JsonLimits {
  if (bodyLimitBytes <= defaultBodyLimitBytes) return ordinary;
  return { ...base, maxKeys: Math.max(1_000, Math.floor(bodyLimitBytes / 32)), refusesDuplicates: false };
}
