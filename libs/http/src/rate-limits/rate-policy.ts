/** Who is counted: a client without a (good) credential, a person, an API key, or a client at a door that takes secrets. */
export type RateClass = 'anonymous' | 'user' | 'api_key' | 'login';

/** At most `quota` requests in any `windowMs` that anybody may choose. */
export interface RatePolicy {
  readonly name: RateClass;
  readonly quota: number;
  readonly windowMs: number;
}

export interface RateLimitSettings {
  readonly RATE_LIMIT_ANONYMOUS_PER_HOUR: number;
  readonly RATE_LIMIT_USER_PER_HOUR: number;
  readonly RATE_LIMIT_API_KEY_PER_HOUR: number;
  readonly RATE_LIMIT_LOGIN_PER_MINUTE: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The policies of the configuration, by class; a class whose limit is 0 has a quota of 0 and is not limited. */
export function policiesOf(settings: RateLimitSettings): Readonly<Record<RateClass, RatePolicy>> {
  return {
    anonymous: { name: 'anonymous', quota: settings.RATE_LIMIT_ANONYMOUS_PER_HOUR, windowMs: hourMs },
    user: { name: 'user', quota: settings.RATE_LIMIT_USER_PER_HOUR, windowMs: hourMs },
    api_key: { name: 'api_key', quota: settings.RATE_LIMIT_API_KEY_PER_HOUR, windowMs: hourMs },
    login: { name: 'login', quota: settings.RATE_LIMIT_LOGIN_PER_MINUTE, windowMs: minuteMs },
  };
}
