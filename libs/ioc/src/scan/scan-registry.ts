import { canonicaliseRegistryKey, hiveName } from '../artefacts/paths';
import { trimPath, windowsPathEnd } from './path-end';
import type { Scanner } from './scanner';

/** The chain stands before a backslash, or before a colon and a backslash. -1 when it names no hive. */
export function scanRegistryKey(scanner: Scanner): number {
  const { chain, view, sink } = scanner;
  if (chain.labels > 1 || chain.length < 3 || chain.length > 19) return -1;
  if (hiveName(view.text(chain.start, chain.end)) === undefined) return -1;
  const slash = view.at(chain.end) === 58 ? chain.end + 1 : chain.end;
  const run = windowsPathEnd(view, slash, view.at(chain.start - 1), true);
  scanner.steps += run - chain.start;
  const end = trimPath(view, slash, run);
  const key = canonicaliseRegistryKey(view.text(chain.start, end));
  if (!key.ok) return -1;
  sink.emit('registryKey', key.value, key.flags, chain.start, end);
  return end;
}
