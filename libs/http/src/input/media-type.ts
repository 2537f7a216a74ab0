import { DomainError } from '@sentrybox/errors';

export interface BodyType {
  /** Type and subtype in lower case. */
  readonly essence: string;
  readonly isJson: boolean;
}

const json: BodyType = { essence: 'application/json', isJson: true };

/**
 * Checks the type and the coding of a body.
 * @param accepted media types in lower case; only `charset=utf-8` may follow.
 * @throws DomainError unsupported_media_type (415)
 */
export function bodyTypeOf(
  contentType: string | undefined,
  contentEncoding: string | undefined,
  accepted: readonly string[],
): BodyType {
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity') {
    throw unsupported('Compressed bodies are not accepted.');
  }
  if (contentType === 'application/json' && accepted.includes('application/json')) return json;
  const [essence = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const isAccepted = accepted.some((type) => type === essence || type.split(';')[0] === essence);
  if (!isAccepted || !parameters.every((parameter) => isAcceptedParameter(parameter, accepted))) {
    throw unsupported(`The body must be sent as ${accepted.join(' or ')} in UTF-8.`);
  }
  return { essence, isJson: essence === 'application/json' || essence.endsWith('+json') };
}

// Some types are registered with a parameter, as `application/taxii+json;version=2.1`.
function isAcceptedParameter(parameter: string, accepted: readonly string[]): boolean {
  if (parameter === '' || parameter === 'charset=utf-8' || parameter === 'charset="utf-8"') return true;
  return accepted.some((type) =>
    type
      .split(';')
      .slice(1)
      .map((part) => part.trim())
      .includes(parameter),
  );
}

function unsupported(message: string): DomainError {
  return new DomainError({ kind: 'unsupported_media_type', code: 'unsupported_media_type', message });
}
