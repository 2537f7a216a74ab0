export { Mmdb, MMDB_PATHS } from './mmdb';
