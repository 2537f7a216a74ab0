import { z } from 'zod';
import { variable } from '../variable';

const quota = (preset: number) => z.coerce.number().int().min(0).max(1_000_000_000).default(preset);

/** Limits are counted together over all replicas and services; health, documents, published keys and metrics are outside. */
export const rateLimitVariables = {
  RATE_LIMIT_ANONYMOUS_PER_HOUR: variable(
    quota(100),
    'Requests per hour of a client (IPv4 address or IPv6 /64 network) without a good credential. Default 100; 0: no limit.',
  ),
  RATE_LIMIT_USER_PER_HOUR: variable(
    quota(1_000),
    'Requests per hour of a person with an access token. Default 1,000; 0: no limit.',
  ),
  RATE_LIMIT_API_KEY_PER_HOUR: variable(quota(5_000), 'Requests per hour of an API key. Default 5,000; 0: no limit.'),
  RATE_LIMIT_LOGIN_PER_MINUTE: variable(
    quota(5),
    'Attempts per minute of a client at routes that take a password or a single-use token. Default 5; 0: no limit.',
  ),
} as const;
