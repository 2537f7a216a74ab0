export { canonicalise, canonicaliseSeed } from './canonicalise';
export { classify } from './classify';
export { isHomoglyph, skeleton } from './names/confusables';
export { toAscii, toUnicode } from './names/idna';
export { domainParts, registrableDomain } from './names/public-suffix';
export type { DomainParts } from './names/public-suffix';
export { mixedScripts } from './names/unicode-scripts';
export { hostOfUrl } from './names/url';
export { ipScope, isInternalScope } from './network/ip-scope';
export {
  INDICATOR_FLAGS,
  INDICATOR_TYPES,
  IP_SCOPES,
  isIndicatorType,
  MAX_INDICATOR_LENGTH,
  REFUSAL_REASONS,
  SEED_TYPES,
  seedTypeOf,
} from './vocabulary';
export type {
  Canonical,
  CanonicalResult,
  Classified,
  IndicatorFlag,
  IndicatorType,
  IpScope,
  RefusalReason,
  Refused,
  SeedType,
} from './vocabulary';
