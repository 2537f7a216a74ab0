import { Module } from '@nestjs/common';
import { StoredSecretsRepository } from './stored-secrets.repository';
import { StoredSecretsService } from './stored-secrets.service';

@Module({ providers: [StoredSecretsRepository, StoredSecretsService] })
export class StoredSecretsModule {}
