export { PasswordResetService } from './password-reset.service';
export { PasswordResetsRepository } from './password-resets.repository';
