import { z } from 'zod';
import { INDICATOR_TYPES } from '@sentrybox/ioc';

/** Every type of indicator that leaves or enters by name. */
export const indicatorTypeSchema = z.enum(INDICATOR_TYPES);
