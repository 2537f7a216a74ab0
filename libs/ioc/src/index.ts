export { canonicalise, canonicaliseIoc } from './canonicalise';
export { classify } from './classify';
export { extract, extractGrouped, groupHits } from './extract';
export type { GroupedIndicators } from './extract';
export { ExtractOptionsError } from './extract-options';
export type { ExtractOptions } from './extract-options';
export { createExtractStream, extractFrom } from './extract-stream';
export type { ExtractStream } from './extract-stream';
export type { Hit } from './hit';
export { isHomoglyph, skeleton } from './names/confusables';
export { toAscii, toUnicode } from './names/idna';
export { domainParts, registrableDomain } from './names/public-suffix';
export type { DomainParts } from './names/public-suffix';
export { mixedScripts } from './names/unicode-scripts';
export { hostOfUrl } from './names/url';
export { defang } from './refang/defang';
export { refang } from './refang/refang';
export { ipScope, isInternalScope } from './network/ip-scope';
export { FLAG_MEANINGS, REFUSAL_MEANINGS } from './reference';
export { RULES as INDICATOR_RULES } from './scan/rules';
export {
  INDICATOR_FLAGS,
  INDICATOR_TYPES,
  IP_SCOPES,
  isIndicatorType,
  MAX_INDICATOR_LENGTH,
  REFUSAL_REASONS,
  IOC_TYPES,
  iocTypeOf,
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
  IocType,
} from './vocabulary';
