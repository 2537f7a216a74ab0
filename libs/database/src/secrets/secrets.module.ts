import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SecretBox } from './secret-box';

/** Global: `SecretBox`, for what teams and operators entrust to an app. */
@Module({})
export class SecretsModule {
  /** @param keys KEY_ENCRYPTION_KEYS */
  static withKeys(keys: string): DynamicModule {
    const box = { provide: SecretBox, useFactory: () => SecretBox.fromKeys(keys) };
    return { module: SecretsModule, global: true, providers: [box], exports: [SecretBox] };
  }
}
