import { z } from 'zod';
import { defineAnnouncement } from '../kernel/messages';

/** A result came into an analysis: who streams its events looks again. */
export const analysisChanged = defineAnnouncement({
  name: 'analysis-gateway.analysis.changed',
  owner: 'analysis-gateway',
  payload: z.object({ analysisId: z.uuid() }),
});

/** What is set for analyses changed, for one team or, with null, for all. */
export const analysisSettingsChanged = defineAnnouncement({
  name: 'analysis-gateway.settings.changed',
  owner: 'analysis-gateway',
  payload: z.object({ teamId: z.uuid().nullable() }),
});
