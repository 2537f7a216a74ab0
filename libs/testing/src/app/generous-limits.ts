/** Limits that no test or bench reaches, for those that are not about limits: counting and its headers stay on. */
export const generousLimits = {
  RATE_LIMIT_ANONYMOUS_PER_HOUR: '1000000000',
  RATE_LIMIT_USER_PER_HOUR: '1000000000',
  RATE_LIMIT_API_KEY_PER_HOUR: '1000000000',
  RATE_LIMIT_LOGIN_PER_MINUTE: '1000000000',
  // A test shares its event loop with Jest, on a machine that may be busy: what is late here is no overload.
  MAX_EVENT_LOOP_DELAY_MS: '60000',
} as const;
