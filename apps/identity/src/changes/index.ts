export { CredentialChanges } from './credential-changes';
