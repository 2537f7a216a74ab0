/**
 * The tag under which a source keeps a submission, from what names it here. Short, as tags are, and of both the parts of a
 * UUIDv7 that differ: its time and its random end.
 */
export function submissionTag(reference: string): string {
  const digits = reference.replaceAll('-', '');
  return `sb${digits.slice(0, 12)}${digits.slice(-12)}`;
}
