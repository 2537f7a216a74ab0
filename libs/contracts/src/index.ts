export { appNames, apps, schemaOf } from './kernel/apps';
export type { AppName } from './kernel/apps';
export { defineEndpoint } from './kernel/endpoint';
export type {
  EndpointDefinition,
  EndpointError,
  EndpointExample,
  HttpMethod,
  InputOf,
  ResponseOf,
} from './kernel/endpoint';
export { dataEnvelope, listEnvelope, pageQuery, timestampSchema } from './kernel/fields';
export { defineAnnouncement, defineAsk, defineCommand, defineWork } from './kernel/messages';
export type { AnnouncementDefinition, AskDefinition, CommandDefinition, WorkDefinition } from './kernel/messages';
export {
  isPlatformPermission,
  permissionDescriptions,
  permissionSchema,
  permissions,
  permissionsOfPlatformRole,
  permissionsOfTeamRole,
  platformPermissions,
  platformRoles,
  platformRoleSchema,
  teamRoles,
  teamRoleSchema,
} from './kernel/permissions';
export type { Permission, PlatformRole, TeamRole } from './kernel/permissions';
export { keyHolderSchema, principalSchema, subjectIdOf } from './kernel/principal';
export type { KeyHolder, KeyPrincipal, Principal, UserPrincipal } from './kernel/principal';
export { publicPaths } from './kernel/public-paths';
export { jobKeyPrefix, rateLimitKeys, redisDatabaseOf, sharedStateKeys } from './kernel/redis-keys';
export { platformTeamId } from './kernel/work';
export type { WorkState, WorkView } from './kernel/work';
export { workEndpoints } from './kernel/work.endpoints';
export type { WorkEndpoints } from './kernel/work.endpoints';
export { agentsHealthSchema } from './agents/health';
export type { AgentsHealth } from './agents/health';
export {
  checkSession,
  credentialsChanged,
  publicJwkSchema,
  signingKeys,
  signingKeysChanged,
  verifyKey,
} from './identity/identity.messages';
export type { PublicJwk } from './identity/identity.messages';
export {
  apiKeySchema,
  createApiKey,
  createdApiKeySchema,
  listApiKeys,
  revokeApiKey,
} from './identity/api-keys.endpoints';
export { platformAudit, teamAudit } from './identity/audit.endpoints';
export { jwks, login, logout, refresh, signedInSchema, switchTeam } from './identity/auth.endpoints';
export {
  createServiceAccount,
  deleteServiceAccount,
  getServiceAccount,
  listServiceAccounts,
  serviceAccountSchema,
} from './identity/service-accounts.endpoints';
export { userStatuses, userStatusSchema } from './identity/fields';
export type { UserSettings, UserStatus } from './identity/fields';
export {
  acceptInvitation,
  createInvitation,
  listInvitations,
  revokeInvitation,
} from './identity/invitations.endpoints';
export { addMember, listMembers, putMember, removeMember, updateMember } from './identity/members.endpoints';
export { changeOwnPassword, getOwnProfile, putOwnProfile, updateOwnProfile } from './identity/own-user.endpoints';
export { createPasswordReset, resetPassword } from './identity/password-reset.endpoints';
export { listPermissions } from './identity/permissions.endpoints';
export { listSigningKeys, revokeSigningKey, rotateSigningKey } from './identity/signing-keys.endpoints';
export { listTokens, revokeTokens, revokeUserTokens, validateToken } from './identity/tokens.endpoints';
export { createTeam, deleteTeam, getTeam, listOwnTeams, putTeam, updateTeam } from './identity/teams.endpoints';
export {
  createUser,
  deleteUser,
  getUser,
  listUsers,
  putUser,
  updateUser,
  userSortFields,
} from './identity/users.endpoints';
export { lookupIndicators, lookupKeySchema, sightingSchema } from './data/data.messages';
export type { Sighting } from './data/data.messages';
export {
  getImport,
  holdReasons,
  importErrorCodes,
  importErrorCodeSchema,
  importFile,
  importLimitBytes,
  listImports,
  rejectionReasons,
} from './data/imports.endpoints';
export {
  cancelRun,
  collectSource,
  deleteCollection,
  getCollection,
  putCollection,
  releaseRun,
  streamSource,
} from './data/collection.endpoints';
export { importMispFeeds, listFeeds, mispFeedEntrySchema, updateFeed } from './data/feeds.endpoints';
export type { FeedView, MispFeedEntry, MispFeedRefusal } from './data/feeds.endpoints';
export { collectionSettingsSchema, putCollectionSchema, storedSecret } from './data/collection.schemas';
export type { CollectionSettings, CollectionView, PutCollectionBody, RunProgress } from './data/collection.schemas';
export type { ImportCounts, ImportErrorCode, ImportView, RejectionReason } from './data/imports.endpoints';
export { exportIndicators } from './data/exports.endpoints';
export type { ExportFormat, ExportQuery } from './data/exports.endpoints';
export { indicatorTypeSchema } from './data/indicator-type';
export { domainIntelligence, hashIntelligence, ipIntelligence, urlIntelligence } from './data/intelligence.endpoints';
export type { AutonomousSystem, Geolocation } from './data/intelligence.endpoints';
export {
  addIndicator,
  listFalsePositives,
  markFalsePositive,
  removeIndicator,
  unmarkFalsePositive,
} from './data/own-indicators.endpoints';
export type { AddIndicatorBody, FalsePositiveView } from './data/own-indicators.endpoints';
export { indicatorsArrived, realtimeFeed } from './data/realtime.endpoints';
export type { RealtimeQuery } from './data/realtime.endpoints';
export { getStats, threatIntelDashboard } from './data/stats.endpoints';
export type { DashboardView, StatsView } from './data/stats.endpoints';
export { bulkLookup, getIndicator, searchIndicators, sortFields } from './data/indicators.endpoints';
export type { SearchQuery, SortField } from './data/indicators.endpoints';
export type { IndicatorDetailView, IndicatorView } from './data/indicators.schemas';
export { sourceFormatSchema } from './data/source-format';
export type {
  ColumnMapping,
  CsvFormat,
  FieldMapping,
  JsonFormat,
  LinesFormat,
  MispFormat,
  NdjsonFormat,
  SourceFormat,
  SourceFormatKind,
  TextFormat,
} from './data/source-format';
export { createSource, deleteSource, getSource, listSources, updateSource } from './data/sources.endpoints';
export { getSourceStats } from './data/source-stats.endpoints';
export type { ReliabilityReason, SourceFigures } from './data/source-stats.endpoints';
export { createSourceBodySchema } from './data/sources.schemas';
export type { CreateSourceBody, ImportMode, SourceScope, SourceView, UpdateSourceBody } from './data/sources.schemas';
export { severities, severitySchema } from './data/vocabulary';
export type { Severity } from './data/vocabulary';
export {
  analysisRequestSchema,
  analysisSchema,
  createAnalysis,
  getAnalysis,
  listAnalyses,
  pollPending,
} from './analysis/analysis.endpoints';
export type { AnalysisRequest, AnalysisView } from './analysis/analysis.endpoints';
export { defangText, extractIndicators, maxActionTextBytes, refangText } from './analysis/actions.endpoints';
export { analysisChanged, analysisSettingsChanged } from './analysis/analysis.messages';
export { previewAnalysis } from './analysis/analysis-preview.endpoints';
export { exportAnalysis, streamAnalysisEvents } from './analysis/analysis-reads.endpoints';
export { getAnalysisSettings, updateAnalysisSettings } from './analysis/analysis-settings.endpoints';
export type { AnalysisSettingsView } from './analysis/analysis-settings.endpoints';
export { listDisclosures } from './analysis/disclosures.endpoints';
export { listOverrides, overrideAnalysis, withdrawOverride } from './analysis/override.endpoints';
export type { OverrideView } from './analysis/override.endpoints';
export {
  getPluginSettings,
  testPlugin,
  updatePlatformPluginSettings,
  updatePluginSettings,
} from './analysis/plugin-settings.endpoints';
export { listPlugins } from './analysis/plugins.endpoints';
export { verdictRulesSchema } from './analysis/policy';
export { getQuota } from './analysis/quota.endpoints';
export { getVerdictPolicy, previewVerdictPolicy, putVerdictPolicy } from './analysis/verdict-policy.endpoints';
export type { VerdictRules } from './analysis/policy';
export { assessmentSchema, evidenceSchema, explanationSchema, pluginResultSchema } from './analysis/result';
export type { Assessment, Evidence, Explanation, PluginResult } from './analysis/result';
export {
  claimSchema,
  papLevels,
  papSchema,
  pluginErrorCodes,
  pluginErrorCodeSchema,
  reliabilitySchema,
  iocTypes,
  iocTypeSchema,
  signals,
  signalSchema,
  tlpLevels,
  tlpSchema,
  verdicts,
  verdictSchema,
} from './analysis/vocabulary';
export type { Claim, Pap, PluginErrorCode, Reliability, IocType, Signal, Tlp, Verdict } from './analysis/vocabulary';
export { matchWarninglists, warninglistMatchSchema, warninglistsChanged } from './data/warninglists.messages';
export type { WarninglistMatch } from './data/warninglists.messages';
export {
  deleteWarninglist,
  importWarninglist,
  listWarninglists,
  lookupWarninglists,
  mispWarninglistSchema,
  warninglistMatchTypes,
} from './data/warninglists.endpoints';
export type { MispWarninglist, WarninglistMatchType, WarninglistView } from './data/warninglists.endpoints';
