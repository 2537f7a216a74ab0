import { Module } from '@nestjs/common';
import { RequestKeys } from './request-keys';
import { RequestKeysRepository } from './request-keys.repository';

@Module({ providers: [RequestKeys, RequestKeysRepository], exports: [RequestKeys, RequestKeysRepository] })
export class RequestKeysModule {}
