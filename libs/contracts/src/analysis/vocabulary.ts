import { z } from 'zod';

/** The closed list of the analysis API; finer types (ipv4, sha256 …) are libs/ioc's. */
export const iocTypes = ['ip', 'domain', 'url', 'hash', 'email'] as const;
export const iocTypeSchema = z.enum(iocTypes);
export type IocType = z.infer<typeof iocTypeSchema>;

export const verdicts = ['malicious', 'suspicious', 'benign', 'unknown', 'not_applicable'] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

/** What a piece of evidence says; `context` never moves the score. */
export const claimSchema = z.enum(['malicious', 'suspicious', 'benign', 'context']);
export type Claim = z.infer<typeof claimSchema>;

/**
 * Facts that change how other evidence counts: not a public address, a test artefact (EICAR, the empty file), on a list
 * of known false positives, infrastructure shared by many (CDN, cloud, public resolver, VPN, Tor, parking), a popular
 * domain, something the team itself lists as its own (its scanners, its mail servers).
 */
export const signals = [
  'non_public',
  'test_artifact',
  'known_false_positive',
  'shared_infrastructure',
  'popular_domain',
  'team_allowlisted',
] as const;
export const signalSchema = z.enum(signals);
export type Signal = z.infer<typeof signalSchema>;

/** Admiralty scale of source reliability. */
export const reliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export const reliabilitySchema = z.enum(reliabilities);
export type Reliability = z.infer<typeof reliabilitySchema>;

/** Traffic Light Protocol 2.0, least to most restricted. */
export const tlpLevels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export const tlpSchema = z.enum(tlpLevels);
export type Tlp = z.infer<typeof tlpSchema>;

/** Permissible Actions Protocol, least to most restricted. */
export const papLevels = ['clear', 'green', 'amber', 'red'] as const;
export const papSchema = z.enum(papLevels);
export type Pap = z.infer<typeof papSchema>;

/** Why a plugin has no answer. An error never counts as "clean". */
export const pluginErrorCodes = [
  'timeout',
  'unreachable',
  'unauthorized',
  'quota',
  'upstream',
  'invalid_response',
  'rejected',
  'offline',
  'unavailable',
  /** Whether the source took the submission is not known, and asking again could make it happen twice. */
  'uncertain',
  'internal_error',
] as const;
export const pluginErrorCodeSchema = z.enum(pluginErrorCodes);
export type PluginErrorCode = z.infer<typeof pluginErrorCodeSchema>;
