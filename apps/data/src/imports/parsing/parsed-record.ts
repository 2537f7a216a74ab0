import type { RejectionReason } from '@sentrybox/contracts';

/** The parts of one record as the file has them; nothing is checked yet. */
export interface RecordFields {
  readonly value: string;
  readonly type?: string;
  readonly confidence?: string;
  readonly severity?: string;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  readonly tags?: readonly string[];
  readonly threatTypes?: readonly string[];
  readonly tlp?: string;
  /** Malware family or campaign. */
  readonly family?: string;
  /** Where more is said about it. */
  readonly reference?: string;
  readonly expiresAt?: string;
}

/** One record of a file. `text` is what a person finds in the file, for samples of what was left out. */
export type ParsedRecord =
  | { readonly text: string; readonly fields: RecordFields }
  | { readonly text: string; readonly rejection: RejectionReason };

/**
 * A parser per format. Yields in batches because an await per record costs more than the record. Memory is bounded by
 * the chunk and the longest record, whatever the size of the file.
 * @throws MalformedFileError when the file as a whole cannot be what it claims to be.
 */
export type RecordBatches = AsyncGenerator<readonly ParsedRecord[], void>;

/** The whole file is unusable. `message` is safe to show: it names the place, never the content. */
export class MalformedFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedFileError';
  }
}

/** Longest record that is read, in UTF-16 units. A longer one is left out, not cut. */
export const maxRecordLength = 1_048_576;
