import { PlatformSource, TeamSource } from './sources/source.entity';

export const entities = [PlatformSource, TeamSource];
