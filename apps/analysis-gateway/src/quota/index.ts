export type { Account, AccountState, LimitUse, Admission, CallGate, CallOutcome, Urgency, Wish } from './call-gate';
export { CALL_GATE } from './call-gate';
export { LocalGate } from './local-gate';
export { RedisGate } from './redis-gate';
export { limitUseView } from './limit-use.view';
