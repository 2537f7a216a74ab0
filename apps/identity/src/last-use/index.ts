export { LastUseRecorder } from './last-use.recorder';
