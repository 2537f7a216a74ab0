export { decayedBelow, scoreOf } from './score';
export { scoreSql } from './score.sql';
