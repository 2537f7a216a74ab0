import { describeHostileText } from './hostile-text.properties';

describeHostileText(250);
