import { Module } from '@nestjs/common';
import { Reader } from './reader';
import { WriteTurn } from './write-turn';

/** What every feature of the app shares. */
@Module({ providers: [Reader, WriteTurn], exports: [Reader, WriteTurn] })
export class ModelModule {}
