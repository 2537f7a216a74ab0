import { describeHostileText } from './hostile-text.properties';

jest.setTimeout(300_000);

/** About two minutes on one core. */
describeHostileText(20_000);
