import { canonicaliseRegistryKey, hiveName } from '../artefacts/paths';
import type { TextView } from '../refang/text-view';
import { isLineStart } from './context';
import { trimPath, windowsPathEnd } from './path-end';
import type { ScanState } from './scan-state';

/** The chain stands before a backslash, or before a colon and a backslash. -1 when it names no hive. */
export function scanRegistryKey(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  if (chain.labels > 1 || chain.length < 3 || chain.length > 19) return -1;
  if (hiveName(view.text(chain.start, chain.end)) === undefined) return -1;
  const slash = view.at(chain.end) === 58 ? chain.end + 1 : chain.end;
  const run = lastWords(
    view,
    windowsPathEnd(view, slash, view.at(chain.start - 1), true),
    isLineStart(view, chain.start),
  );
  scanner.steps += run - chain.start;
  const end = trimPath(view, slash, run);
  const key = canonicaliseRegistryKey(view.text(chain.start, end));
  if (!key.ok) return -1;
  sink.emit('registryKey', key.value, key.flags, chain.start, end);
  return end;
}

/** `<HKCU>\Software\…`; the chain is the word before the closing bracket. */
export function scanBracketedHive(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  const slash = chain.end + 1;
  if (chain.labels > 1 || view.at(slash) !== 92 || view.at(chain.start - 1) !== 60) return -1;
  const hive = view.text(chain.start, chain.end);
  if (hiveName(hive) === undefined) return -1;
  const run = lastWords(view, windowsPathEnd(view, slash, 0, true), isLineStart(view, chain.start - 1));
  scanner.steps += run - chain.start;
  const end = trimPath(view, slash, run);
  const key = canonicaliseRegistryKey(hive + view.text(slash, end));
  if (!key.ok) return -1;
  sink.emit('registryKey', key.value, key.flags, chain.start - 1, end);
  return end;
}

const MAX_LAST_WORDS_LENGTH = 48;

/** A key alone on its line may end in a name with blanks: `HKCU\Software\Zeppelin\Keys\Encrypted Private Key`. */
function lastWords(view: TextView, run: number, isAlone: boolean): number {
  if (!isAlone || view.at(run) !== 32) return run;
  let end = run;
  while (end - run < MAX_LAST_WORDS_LENGTH && view.at(end) >= 32) end += 1;
  const words = view
    .text(run + 1, end)
    .trimEnd()
    .split(' ');
  const isName = view.at(end) < 32 && words.length <= 3 && words.every((word) => /^[A-Z][A-Za-z\d]*$/u.test(word));
  return isName ? end : run;
}
