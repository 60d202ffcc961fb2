import { Duration } from 'aws-cdk-lib';

/*
 * Sizes and times. They rest on measurements of the deployed function on the emulator with one core: it
 * reads 50 to 65 MB of records a second, and needs 160 MB of memory for an object of 470 MB. A record is held as
 * a whole: a batch of ten, each with a record of 32 MB, needs 1,360 MB.
 */

/**
 * The memory that comes with a whole core (AWS Lambda developer guide, "Configure function memory").
 * Half of it would cost half as much for a second, and take twice as long.
 */
export const NORMALISE_MEGABYTES = 1769;

/** Enough for 15 GB of records. A batch of the largest objects from Firehose takes half a minute. */
export const NORMALISE_TIMEOUT = Duration.minutes(5);

/** How many messages an invocation gets. */
export const NORMALISE_BATCH = 10;

/**
 * How many invocations run at once. The limit is set at the queue. Reserved concurrency would throttle
 * messages that were polled already, until they became dead letters (AWS Lambda developer guide, "Maximum
 * concurrency").
 */
export const NORMALISE_CONCURRENCY = 10;

/** Enough for the largest object that S3 copies in one request, 5 GB. */
export const COLLECT_TIMEOUT = Duration.minutes(5);

/** An object is read in pieces. More memory would come with more of a core, which hashing needs. */
export const COLLECT_MEGABYTES = 512;

export const COLLECT_BATCH = 10;

export const COLLECT_CONCURRENCY = 5;

/** The most that a query may scan: 100 GB cost half a dollar at five dollars a terabyte. */
export const MOST_SCANNED_BYTES = 100 * 1000 ** 3;

export const SAMPLE_CONTACTS = 2000;
