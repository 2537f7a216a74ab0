export { PasswordHasher } from './password-hasher';
export { faultOfNewPassword } from './password-rules';
