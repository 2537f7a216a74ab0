import { INDICATOR_TYPES, isIndicatorType } from './vocabulary';
import type { IndicatorType } from './vocabulary';
import type { SinkOptions } from './scan/scan-sink';

export interface ExtractOptions {
  /** Only these types; all of them when left out. */
  readonly types?: readonly IndicatorType[];
  /** Report private, loopback, link-local and other addresses that mean nothing outside their network. Default false. */
  readonly includePrivate?: boolean;
  /** Report names that are more likely files or code, version numbers, commits. Default false. */
  readonly includeAmbiguous?: boolean;
  /** Report the host of each URL and the domain of each e-mail address as hits of their own. Default false. */
  readonly derived?: boolean;
  /** Report each value of a type once, where it occurs first. Default false. */
  readonly deduplicate?: boolean;
}

/** An option has a wrong name, type or value; the message names it. */
export class ExtractOptionsError extends TypeError {
  override readonly name = 'ExtractOptionsError';

  constructor(
    readonly option: string,
    message: string,
  ) {
    super(message);
  }
}

const SWITCHES = ['includePrivate', 'includeAmbiguous', 'derived', 'deduplicate'] as const;

export interface ReadOptions extends SinkOptions {
  readonly deduplicate: boolean;
}

/** Checks options that may come from outside the type system. */
export function readOptions(options: unknown): ReadOptions {
  if (options === undefined) return readOptions({});
  if (options === null || typeof options !== 'object')
    throw new ExtractOptionsError('options', 'Options are an object.');
  for (const [option, value] of Object.entries(options)) requireKnown(option, value);
  const given = options as ExtractOptions;
  return {
    types: readTypes(given.types),
    includePrivate: given.includePrivate ?? false,
    includeAmbiguous: given.includeAmbiguous ?? false,
    derived: given.derived ?? false,
    deduplicate: given.deduplicate ?? false,
  };
}

function requireKnown(option: string, value: unknown): void {
  if (option === 'types') return;
  const known: readonly string[] = SWITCHES;
  if (!known.includes(option)) throw new ExtractOptionsError(option, `There is no option "${option}".`);
  if (value !== undefined && typeof value !== 'boolean') {
    throw new ExtractOptionsError(option, `The option "${option}" is true or false.`);
  }
}

function readTypes(types: unknown): ReadonlySet<IndicatorType> | null {
  if (types === undefined) return null;
  if (!Array.isArray(types)) throw new ExtractOptionsError('types', 'The option "types" is a list of indicator types.');
  const read = new Set<IndicatorType>();
  for (const type of types as unknown[]) {
    if (typeof type !== 'string' || !isIndicatorType(type)) {
      throw new ExtractOptionsError('types', `"${String(type)}" is none of: ${INDICATOR_TYPES.join(', ')}.`);
    }
    read.add(type);
  }
  return read;
}
