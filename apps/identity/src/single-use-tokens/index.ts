export { isTokenRight, maxTokenFailures, newSingleUseToken, readSingleUseToken } from './single-use-token';
export { invalidSingleUseToken } from './single-use-tokens.errors';
