export { AccessTokenSigner } from './access-token.signer';
export type { TokenSubject } from './access-token.signer';
export { SigningKeysRepository } from './signing-keys.repository';
export { SigningKeysService } from './signing-keys.service';
export { KeyRotation } from './key-rotation';
export { RotateKeysService } from './rotate-keys.service';
export type { SigningKey } from './signing-key.entity';
