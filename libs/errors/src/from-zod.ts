import type { DomainError, FieldFault } from './domain-error';
import { invalidRequest } from './factories';

/** The part of a zod issue that is read here; errors has no dependency on zod itself. */
export interface SchemaIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

// What could be the name of a field of ours. Anything else under a name may be a secret in the wrong place, a markup or
// 256 KiB long, and is not repeated.
const nameable = /^[\w[\]]{1,40}$/;

/**
 * Turns schema issues into the 400 of the contract: unknown fields are named one by one where they look like names,
 * messages never repeat the value that was sent.
 * @param prefix where the value came from: `query`, `params` … ; empty for the body.
 */
export function invalidInput(issues: readonly SchemaIssue[], prefix = ''): DomainError {
  const details = issues.flatMap((issue) => faultsOf(issue, prefix)).slice(0, 50);
  const names = [...new Set(details.map((fault) => fault.field))].slice(0, 5).join(', ');
  return invalidRequest(names === '' ? 'The request is not valid.' : `Invalid value for: ${names}.`, details);
}

function faultsOf(issue: SchemaIssue, prefix: string): FieldFault[] {
  const path = [prefix, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  if (issue.keys !== undefined) {
    const within = path === '' ? '' : `${path}.`;
    return issue.keys.map((key) => ({
      field: within + (nameable.test(key) ? key : '(unknown)'),
      code: 'unknown_field',
      message: 'This field is not known here.',
    }));
  }
  return [{ field: path === '' ? 'body' : path, code: issue.code ?? 'invalid', message: issue.message }];
}
