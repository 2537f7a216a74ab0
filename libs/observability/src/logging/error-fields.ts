import { cleanText } from './redact';

export interface ErrorFields {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

const maxCauses = 4;

/** What a log line says about an error: for operators, so with stack and causes; secrets are taken out. */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: cleanText(String(error)) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    code,
    message: cleanText(error.message),
    stack: error.stack === undefined ? undefined : cleanText(error.stack),
    cause: error.cause === undefined || depth >= maxCauses ? undefined : errorFields(error.cause, depth + 1),
  };
}
