import { EgressError } from '../egress.errors';
import type { Expect } from '../egress-request';

/** @throws EgressError `protocol` when a 2xx answer should be JSON and is not. */
export function decodeBody(bytes: Buffer, expect: Expect, status: number): unknown {
  switch (expect) {
    case 'bytes':
      return bytes;
    case 'text':
      return bytes.toString('utf8');
    case 'json':
      return parseJson(bytes, status);
  }
}

function parseJson(bytes: Buffer, status: number): unknown {
  const isSuccess = status >= 200 && status < 300 && status !== 204;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    if (isSuccess) {
      throw new EgressError('protocol', { cause });
    }
    return undefined;
  }
}
