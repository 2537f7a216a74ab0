import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SecretBox } from '@sentrybox/database';

/** Global: `SecretBox`, for what teams and operators entrust to the gateway. */
@Module({})
export class SecretsModule {
  static withKeys(keys: string): DynamicModule {
    const box = { provide: SecretBox, useFactory: () => SecretBox.fromKeys(keys) };
    return { module: SecretsModule, global: true, providers: [box], exports: [SecretBox] };
  }
}
