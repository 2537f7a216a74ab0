/** Request line and headers together, in bytes; beyond: 431. */
export const maxHeaderBytes = 16_384;
/** Path and query, in bytes; beyond: 414. */
export const maxUrlBytes = 8_192;
/** From the first byte of a request to the end of its head. */
export const headersTimeoutMs = 10_000;
/** For the body of a route that takes a parsed one. */
export const bodyTimeoutMs = 30_000;
/** Without a byte in either direction while a route reads its body as a stream. */
export const streamIdleTimeoutMs = 60_000;
/** For a whole request, streamed imports of 2 GiB included. */
export const requestTimeoutMs = 3_600_000;
/** Longer than the idle time of usual load balancers (60 s), so that they close first. */
export const keepAliveTimeoutMs = 65_000;
/** Of a route that names no other. */
export const defaultBodyLimitBytes = 262_144;
/** Then the connection is closed, so that long-lived clients spread over new replicas. */
export const maxRequestsPerConnection = 1_000;
