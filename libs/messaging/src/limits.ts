/** No question may wait longer, and no message may ask to be believed longer; also the time that ids are remembered. */
export const furthestDeadlineMs = 60_000;

/** Questions that one replica works on at once; the rest stays in the list for the others. */
export const inFlightPerReplica = 64;

/** An announcement is refused when it is older than this by the clock of Redis. */
export const announcementLifeMs = 30_000;

/** A sample of Redis' clock older than this is taken again before a deadline is set. */
export const clockSampleLifeMs = 5_000;

/** Bytes of one body; a look-up of 1,000 indicators with all their sightings stays below. */
export const greatestBodyLength = 8 * 1_024 * 1_024;
