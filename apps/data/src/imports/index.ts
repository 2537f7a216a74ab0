export { ImportFileHandler } from './import-file.handler';
export { ImportsModule } from './imports.module';
