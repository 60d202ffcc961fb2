/*
 * States of Glue's jobs and crawls that ended without doing their work (AWS Glue web API reference,
 * `JobRunState`, and `Status` of `LastCrawlInfo`).
 */

/** The run has failed, which raises an alarm. */
export const FAILED_RUN_STATES = ['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED'];

/** The run has failed, or somebody has ended it: a job is then `STOPPED`, a crawl `CANCELLED`. */
export const UNDONE_RUN_STATES = [...FAILED_RUN_STATES, 'STOPPED', 'CANCELLED'];
