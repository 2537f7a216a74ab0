export { DisclosureLedger } from './disclosure-ledger';
export { DisclosureModule } from './disclosure.module';
