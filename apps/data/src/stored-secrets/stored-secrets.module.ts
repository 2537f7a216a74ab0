import { Module } from '@nestjs/common';
import { StoredSecretsService } from './stored-secrets.service';

@Module({ providers: [StoredSecretsService] })
export class StoredSecretsModule {}
