export { answering, empty, html, json, raw, redirect, tooManyRequests } from './answers';
export type { Answer } from './answers';
export {
  brokenJson,
  garbage,
  gzipBomb,
  halfOpen,
  hang,
  huge,
  hugeHeaders,
  reset,
  resetInBody,
  slowBytes,
} from './failures';
export { startFixtureServer } from './fixture-server';
export type { FixtureServer } from './fixture-server';
export { testCertificates } from './test-certificates';
