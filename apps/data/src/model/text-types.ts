/**
 * Types whose values are searched by any part of them. The rest (addresses, digests, coins …) is found by its beginning:
 * nobody looks for the middle of a digest, and the index of parts would cost most of the speed of an import.
 */
const textTypes = [
  'domain',
  'onion',
  'url',
  'email',
  'file_name',
  'windows_path',
  'unix_path',
  'unc_path',
  'registry_key',
  'user_agent',
  'yara_rule',
  'cve',
] as const;

/**
 * Whether an indicator is of these types: the very text of the index's condition, so that the server sees that it holds, in
 * a form that no other index answers: without statistics it would read all rows of these types by an index on types.
 * @param alias with its dot, or nothing
 */
export const isTextSql = (alias: string): string =>
  `(${alias}type IN (${textTypes.map((type) => `'${type}'`).join(', ')})) IS TRUE`;

/** The value of an indicator, however long. @param alias with its dot, or nothing */
export const wholeValueSql = (alias: string): string => `coalesce(${alias}long_value, ${alias}lookup_key)`;
