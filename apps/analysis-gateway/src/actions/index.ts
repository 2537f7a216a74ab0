export { ActionsController } from './actions.controller';
