import type { Scenario } from '../harness/scenario';
import { iocScenario } from '../ioc/ioc.scenario';
import { analysis } from './analysis.scenario';
import { analysisLocal } from './analysis-local.scenario';
import { analysisPace } from './analysis-pace.scenario';
import { analysisPending } from './analysis-pending.scenario';
import { auth } from './auth/auth.scenario';
import { authKeys } from './auth/auth-keys.scenario';
import { authLogin } from './auth/auth-login.scenario';
import { dataImport, dataImportSmall } from './data/import.scenario';
import { dataLookup } from './data/lookup.scenario';
import { dataPurge } from './data/purge.scenario';
import { dataSearch } from './data/search.scenario';
import { dataWarninglists } from './data/warninglists.scenario';
import { idleMemory } from './idle-memory.scenario';
import { messages } from './messages.scenario';
import { replicasOfData, replicasOfGateway } from './replicas.scenario';
import { start } from './start.scenario';
import { work } from './work/work.scenario';

/** Every scenario by its name in `npm run bench <name>`. */
export const scenarios: readonly Scenario[] = [
  auth,
  authKeys,
  authLogin,
  messages,
  analysisLocal,
  analysis,
  analysisPace,
  analysisPending,
  dataImport,
  dataImportSmall,
  dataLookup,
  dataPurge,
  dataSearch,
  dataWarninglists,
  work,
  replicasOfGateway,
  replicasOfData,
  start,
  idleMemory,
  iocScenario,
];
