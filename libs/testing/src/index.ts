export { generousLimits } from './app/generous-limits';
export type { TestRequest } from './app/send-request';
export { startApp } from './app/start-app';
export type { AppDefinition, RunningApp } from './app/start-app';
export { testInstallation } from './app/test-installation';
export type { TestInstallation } from './app/test-installation';
export { fakeClock } from './clock/fake-clock';
export { aKeyPrincipal, aUserPrincipal } from './factories/principals';
export { entityFaults } from './database/entity-faults';
export { tenancyFaults } from './database/tenancy-faults';
export { ownPostgres } from './database/own-postgres';
export type { OwnPostgres } from './database/own-postgres';
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
export type { Answer, FixtureServer } from './fixture-server';
export { startDnsFixture } from './dns-fixture/dns-fixture';
export type { DnsFixture, DnsPlay } from './dns-fixture/dns-fixture';
export { ownRedis } from './redis/own-redis';
export type { OwnRedis } from './redis/own-redis';
export { testRedis } from './redis/test-redis';
export type { TestRedis } from './redis/test-redis';
export { poll, request } from './stack/client';
export type { HttpAnswer } from './stack/client';
export { failingAddress, maliciousAddress, startProviders } from './stack/provider-fixtures';
export type { Providers } from './stack/provider-fixtures';
export { environmentOf, startReplica } from './stack/replica';
export type { Replica } from './stack/replica';
export { sharedStack, sharedStackVariable } from './stack/shared-stack';
export type { SharedStack } from './stack/shared-stack';
export { startStack } from './stack/start-stack';
export type { Stack } from './stack/start-stack';
export { apiRoutes, nameOf } from './enumerator/api-route';
export type { ApiRoute } from './enumerator/api-route';
export { callRoute, comparable } from './enumerator/call-route';
export { oddMethods, pathVariants } from './enumerator/path-variants';
export { rawRequest } from './enumerator/raw-request';
export { fill, hasTeamId, realIds, unknownParameters } from './enumerator/real-ids';
export type { IdRegistry } from './enumerator/real-ids';
export { pick, seededRandom } from './faults/seeded-random';
export { chaosFaults } from './faults/chaos/chaos-faults';
export { runChaos } from './faults/chaos/run-chaos';
export type { ChaosReport } from './faults/chaos/run-chaos';
export { Nemesis } from './faults/nemesis/nemesis';
export { startFaultProxy } from './faults/proxy/fault-proxy';
export type { FaultProxy } from './faults/proxy/fault-proxy';
export { askPostgres } from './faults/nemesis/server-processes';
export { deathOn, wrapMethod } from './processes/sudden-death';
export { typescriptProcess } from './processes/typescript-process';
