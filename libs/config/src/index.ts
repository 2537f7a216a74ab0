export { ConfigError, loadConfig } from './load-config';
export { looksLikePlaceholder } from './placeholder';
export { secret, variable } from './variable';
export type { Parsed, Variables } from './variable';
export {
  databaseVariables,
  messagingVariables,
  pepperVariables,
  redisVariables,
  secretBoxVariables,
  workVariables,
} from './variables/platform.variables';
export { serviceVariables } from './variables/service.variables';
