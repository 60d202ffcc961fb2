/*
 * How runs of Glue end without having done their work (AWS Glue web API reference, `JobRunState`,
 * and `Status` of `LastCrawlInfo`).
 */

/** The run has failed: an alarm tells of it. */
export const FAILED_RUN_STATES = ['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED'];

/** It has failed, or somebody has ended it: a job is then `STOPPED`, a crawl `CANCELLED`. */
export const UNDONE_RUN_STATES = [...FAILED_RUN_STATES, 'STOPPED', 'CANCELLED'];
