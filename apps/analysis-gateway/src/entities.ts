import { Analysis } from './analyses/analysis.entity';
import { StoredPluginResult } from './analyses/plugin-result.entity';

export const entities = [Analysis, StoredPluginResult];
