export { tenancyFaults } from './database/tenancy-faults';
export type { TenancyExceptions } from './database/tenancy-faults';
export { testDatabase } from './database/test-database';
export type { TestDatabase } from './database/test-database';
export {
  answering,
  brokenJson,
  empty,
  garbage,
  gzipBomb,
  halfOpen,
  hang,
  html,
  huge,
  hugeHeaders,
  json,
  raw,
  redirect,
  reset,
  resetInBody,
  slowBytes,
  startFixtureServer,
  testCertificates,
  tooManyRequests,
} from './fixture-server';
export type { Answer, FixtureRoutes, FixtureServer, FixtureServerOptions, RecordedRequest } from './fixture-server';
export { testRedis } from './redis/test-redis';
export type { TestRedis } from './redis/test-redis';
