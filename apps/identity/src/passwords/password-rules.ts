import { Inject, Injectable } from '@nestjs/common';
import { looksLikePlaceholder } from '@sentrybox/config';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest } from '@sentrybox/errors';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import { isCommonPassword } from './common-passwords';

/** In code points. */
const maxPasswordLength = 128;

/** Parts of an e-mail address shorter than this are too common to be refused. */
const minTellingLength = 4;
const productWords = ['sentrybox'];

/**
 * Rules for a new password: length in code points and nothing that is guessed first. No rules of composition, nothing is
 * cut off.
 */
@Injectable()
export class PasswordRules {
  constructor(@Inject(IDENTITY_CONFIG) private readonly config: Pick<IdentityConfig, 'PASSWORD_MIN_LENGTH'>) {}

  /**
   * @param field of the request that the password came in.
   * @throws invalid_request with the code `weak_password`
   */
  async check(password: string, email: string, field = 'new_password'): Promise<void> {
    const canonical = password.normalize('NFKC');
    const reason = this.faultOf(canonical, email) ?? ((await isCommonPassword(canonical)) ? tooCommon : undefined);
    if (reason !== undefined) throw weak(reason, field);
  }

  private faultOf(canonical: string, email: string): string | undefined {
    const length = Array.from(canonical).length;
    const { PASSWORD_MIN_LENGTH: minLength } = this.config;
    if (length < minLength) return `must have at least ${minLength} characters`;
    if (length > maxPasswordLength) return `must have at most ${maxPasswordLength} characters`;
    if (looksLikePlaceholder(canonical)) return tooCommon;
    const lower = canonical.toLowerCase();
    const telling = [...email.toLowerCase().split(/[@.]/), ...productWords].filter(
      (word) => word.length >= minTellingLength,
    );
    if (telling.some((word) => lower.includes(word))) return 'must not contain the e-mail address or product name';
    return undefined;
  }
}

const tooCommon = 'is one of those that are tried first';

function weak(reason: string, field: string): DomainError {
  const details = [{ field, code: 'weak_password', message: `The password ${reason}.` }];
  return invalidRequest(`The new password ${reason}.`, details, 'weak_password');
}
