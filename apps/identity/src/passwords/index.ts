export { oneTimePassword } from './one-time-password';
export { PasswordHasher } from './password-hasher';
export { PasswordRules } from './password-rules';
