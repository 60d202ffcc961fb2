import { Duration } from 'aws-cdk-lib';

/*
 * Sizes, and the measurements behind them: the deployed function, on the emulator, on one core,
 * takes 50 to 65 MB of records a second, and 160 MB of memory for an object of 470 MB.
 */

/**
 * A whole core (AWS Lambda developer guide, "Configure function memory"). Half of it
 * would cost half as much a second, and take twice as many.
 */
export const NORMALISE_MEGABYTES = 1769;

/** Some 15 GB of records: a batch of the largest objects that Firehose makes takes half a minute. */
export const NORMALISE_TIMEOUT = Duration.minutes(5);

/** Messages an invocation. */
export const NORMALISE_BATCH = 10;

/**
 * Invocations at once. Bounded at the queue and not by reserved concurrency, which would throttle
 * polled messages into the dead letters (AWS Lambda developer guide, "Maximum concurrency").
 */
export const NORMALISE_CONCURRENCY = 10;

/** Of one query: 100 GB, half a dollar at five dollars a terabyte. */
export const MOST_SCANNED_BYTES = 100 * 1000 ** 3;

export const SAMPLE_CONTACTS = 2000;
