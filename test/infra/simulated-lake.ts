/** What the stack's metrics are while records flow through it, and while one stage has stopped. */
import { STEP_MINUTES } from './alarm-evaluation.ts';

/** From when to when, in hours since the beginning; without an end, for good. */
export type Span = readonly [from: number, to?: number];

export interface Course {
  readonly hours: number;
  /** When the stack is launched, in hours since the beginning. */
  readonly launch: number;
  /** Records that reach the stream in five minutes. */
  readonly arrivals: (hour: number) => number;
  /** Hours between runs of the conversion. */
  readonly runEvery: number;
  /** When, in each hour, it ends: minutes after it began. */
  readonly runMinutes?: number;
  /** The stream's key is disabled, or the role may not read it. */
  readonly deliveryCannotRead?: Span;
  /** The bucket refuses delivered objects. */
  readonly deliveryCannotWrite?: Span;
  /** S3 sends no notifications to the queue. */
  readonly notificationsRemoved?: Span;
  /** The function's trigger is disabled. */
  readonly normaliseDisabled?: Span;
  /** The schedule's trigger is deactivated, or was never started. */
  readonly triggerDeactivated?: Span;
  readonly runsFail?: Span;
  /** A run neither ends nor fails, and the next ones wait for it. */
  readonly runsHang?: Span;
  /** Runs end well, and take nothing. */
  readonly runsAreBlind?: Span;
  /** QuickSight refuses imports. */
  readonly importsFail?: Span;
  readonly recordsAreMalformed?: Span;
  /** A crawl an hour, which fails. */
  readonly crawlsFail?: Span;
  /** When crawls end well. */
  readonly crawlsSucceed?: readonly number[];
}

const METRICS = {
  arrived: 'AWS/Kinesis IncomingRecords contact-records',
  unread: 'AWS/Kinesis GetRecords.IteratorAgeMilliseconds contact-records',
  landed: 'AWS/Firehose DeliveryToS3.Records DeliveryDeliveryStream',
  freshness: 'AWS/Firehose DeliveryToS3.DataFreshness DeliveryDeliveryStream',
  success: 'AWS/Firehose DeliveryToS3.Success DeliveryDeliveryStream',
  polled: 'AWS/SQS ApproximateNumberOfMessagesVisible RawQueue.QueueName',
  oldest: 'AWS/SQS ApproximateAgeOfOldestMessage RawQueue.QueueName',
  taken: 'ContactLake RecordsIn lake',
  written: 'ContactLake RecordsOut lake',
  quarantined: 'ContactLake QuarantinedPercent lake',
  read: 'ContactLake RowsRead lake',
  succeeded: 'ContactLake RunsSucceeded lake',
  runFailed: 'AWS/Events TriggeredRules ConversionFailure',
  importErrors: 'AWS/Lambda Errors QuickSightRefreshFunction',
  crawlFailed: 'AWS/Events TriggeredRules OperationsCrawlsFailed',
  crawlSucceeded: 'AWS/Events TriggeredRules OperationsCrawlsSucceeded',
} as const;

type Metric = keyof typeof METRICS;

const STEPS_AN_HOUR = 60 / STEP_MINUTES;

/** The metrics of a course, by their names, in steps of five minutes. */
export function metricsOf(course: Course): Record<string, number[][]> {
  const steps = course.hours * STEPS_AN_HOUR;
  const series: Record<string, number[][]> = {};
  const say = (metric: Metric, step: number, value: number) => {
    series[METRICS[metric]] ??= Array.from({ length: steps }, () => []);
    series[METRICS[metric]]![step]?.push(value);
  };
  const waiting = { stream: 0, delivery: 0, raw: 0, flatfiles: 0 };
  let [rawSince, unwrittenSince]: (number | null)[] = [null, null];
  const runSteps = Math.round((course.runMinutes ?? 5) / STEP_MINUTES);

  for (let step = course.launch * STEPS_AN_HOUR; step < steps; step++) {
    const hour = step / STEPS_AN_HOUR;
    const during = (span: Span | undefined) =>
      span !== undefined && span[0] <= hour && hour < (span[1] ?? Number.POSITIVE_INFINITY);
    const came = course.arrivals(hour);
    if (came > 0) say('arrived', step, came);

    // Downstream first, so that each stage takes a step's time.
    const isRunDue = (step - runSteps) % (course.runEvery * STEPS_AN_HOUR) === 0;
    if (isRunDue && !during(course.triggerDeactivated)) {
      if (during(course.runsFail)) say('runFailed', step, 1);
      else if (!during(course.runsHang)) {
        say('succeeded', step, 1);
        // Lambda tries a failed call of an event again after one minute and after two more.
        for (const error of during(course.importsFail) ? [1, 1, 1] : [0])
          say('importErrors', step, error);
        if (waiting.flatfiles > 0 && !during(course.runsAreBlind)) {
          say('read', step, waiting.flatfiles);
          waiting.flatfiles = 0;
        }
      }
    }
    if (during(course.normaliseDisabled)) {
      rawSince ??= waiting.raw > 0 ? step : null;
      if (rawSince !== null) say('oldest', step, (step - rawSince) * STEP_MINUTES * 60);
    } else {
      for (let minute = 0; minute < STEP_MINUTES; minute++) say('polled', step, 0);
      rawSince = null;
      if (waiting.raw > 0) {
        say('taken', step, waiting.raw);
        say('written', step, waiting.raw);
        say('quarantined', step, during(course.recordsAreMalformed) ? 100 : 0);
        waiting.flatfiles += waiting.raw;
        waiting.raw = 0;
      }
    }
    if (during(course.deliveryCannotWrite)) {
      if (waiting.delivery > 0) {
        unwrittenSince ??= step;
        say('success', step, 0);
        say('freshness', step, (step - unwrittenSince) * STEP_MINUTES * 60);
      }
    } else if (waiting.delivery > 0) {
      unwrittenSince = null;
      say('landed', step, waiting.delivery);
      say('success', step, 1);
      say('freshness', step, 300);
      if (!during(course.notificationsRemoved)) waiting.raw += waiting.delivery;
      waiting.delivery = 0;
    }
    if (!during(course.deliveryCannotRead)) {
      say('unread', step, 0);
      waiting.delivery += waiting.stream;
      waiting.stream = 0;
    }
    waiting.stream += came;

    const isNewHour = step % STEPS_AN_HOUR === 0;
    if (isNewHour && during(course.crawlsFail)) say('crawlFailed', step, 1);
    if (course.crawlsSucceed?.includes(hour)) say('crawlSucceeded', step, 1);
  }
  return series;
}

/** Every name of a metric that a course may tell of. */
export const SIMULATED: readonly string[] = Object.values(METRICS);
