/**
 * The calculated fields of the data sets, in QuickSight's language (Quick Sight user guide, "Functions by
 * category"). A rate is a quotient of sums, since a mean of rates would weigh all queues alike.
 */
import { DAY_MILLISECONDS } from '../../pipeline/units-of-time.ts';
import {
  AGENT_TIME_RATES,
  AGENT_TIME_SUMS,
  BLOCK_RATES,
  BLOCK_SUMS,
  CALLBACK_RATES,
  CALLBACK_SUMS,
  CONTACT_RATES,
  CONTACT_SUMS,
  type ContactSum,
  EVALUATION_RATES,
  EVALUATION_SUMS,
  type Rate,
  REPEAT_RATES,
  REPEAT_SUMS,
  SENTIMENT_RATES,
  SENTIMENT_SUMS,
  SERVICE_LEVELS,
  type Sum,
  type Unit,
} from '../../queries/metrics.ts';
import { value } from './parameters.ts';

export type FieldType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME';

/** How a field's values look. */
export type Format = 'count' | 'decimal' | 'share' | 'seconds';

export interface CalculatedField {
  readonly name: string;
  readonly expression: string;
  readonly type: FieldType;
  /** The format of a field that aggregates rows; a field without it has a value for each row. */
  readonly measure?: Format;
}

/** The names of the fields that other files use. */
export const DAY = 'day';
export const QUEUE_DAY = 'queue_day';
export const DAYS_AGO = 'days_ago';
export const COMPARED_DAYS = ['This day', 'Week before'] as const;
export const COMPARED = 'compared';
export const SERVICE_LEVEL = 'Service level';

const time = (utc: string, local: string) =>
  `ifelse(${value('Zone')} = 'UTC', {${utc}}, {${local}})`;
const flag = (condition: string) => `ifelse(${condition}, 1, 0)`;
const seconds = (condition: string, column: string) => `ifelse(${condition}, {${column}}, 0)`;
const rowField = (name: string, type: FieldType, expression: string): CalculatedField => ({
  name,
  type,
  expression,
});
const measureField = (name: string, measure: Format, expression: string): CalculatedField => ({
  name,
  type: measure === 'count' ? 'INTEGER' : 'DECIMAL',
  measure,
  expression,
});

/** What each contact adds to a sum. A comparison with a missing wait is not true, so it adds nothing. */
const CONTACT_ROWS = {
  created: flag('isNotNull({contactid})'),
  incoming: '{is_incoming}',
  volume: '{is_in_volume}',
  queued: '{is_queued}',
  handled: '{is_handled}',
  abandoned: '{is_abandoned}',
  answered: '{is_answered}',
  removed_within: flag(`{wait_seconds} < ${value('ServiceLevelSeconds')}`),
  answered_within: flag(`{is_answered} = 1 AND {wait_seconds} < ${value('ServiceLevelSeconds')}`),
  abandoned_within_short: flag(
    `{is_abandoned} = 1 AND {wait_seconds} < ${value('ShortAbandonSeconds')}`,
  ),
  abandoned_at_or_after: flag(
    `{is_abandoned} = 1 AND {wait_seconds} >= ${value('ServiceLevelSeconds')}`,
  ),
  abandoned_with_wait: flag('{is_abandoned} = 1 AND isNotNull({wait_seconds})'),
  answer_wait_seconds_sum: seconds('{is_answered} = 1', 'wait_seconds'),
  abandon_wait_seconds_sum: seconds(
    '{is_abandoned} = 1 AND isNotNull({wait_seconds})',
    'wait_seconds',
  ),
  with_wait: flag('isNotNull({wait_seconds})'),
  wait_seconds_sum: 'coalesce({wait_seconds}, 0)',
  handle_contacts: flag('isNotNull({handle_seconds})'),
  handle_seconds_sum: 'coalesce({handle_seconds}, 0)',
  after_contact_work_contacts: flag('isNotNull({after_contact_work_seconds})'),
  after_contact_work_seconds_sum: 'coalesce({after_contact_work_seconds}, 0)',
  hold_contacts: flag('isNotNull({hold_seconds})'),
  hold_seconds_sum: 'coalesce({hold_seconds}, 0)',
  hold_disconnects: '{is_hold_disconnect}',
  transferred_out: '{is_transferred_out}',
  transferred_in: '{is_transferred_in}',
  agent_hung_up_first: '{is_agent_hung_up_first}',
} as const satisfies Partial<Record<ContactSum, string>>;

const WINDOW_MILLISECONDS = `${value('RepeatDays')} * ${DAY_MILLISECONDS}`;
const IS_OVER = `{observed_milliseconds} >= ${WINDOW_MILLISECONDS}`;
const IS_FOLLOWED = `{returned_after_milliseconds} <= ${WINDOW_MILLISECONDS}`;
const REPEAT_ROWS = {
  contacts: flag('isNotNull({contactid})'),
  repeated: flag(`${IS_OVER} AND ${IS_FOLLOWED}`),
  resolved: `ifelse(${IS_OVER} AND ${IS_FOLLOWED}, 0, ${IS_OVER}, 1, 0)`,
  unknown: `ifelse(${IS_OVER}, 0, 1)`,
} as const satisfies Record<keyof typeof REPEAT_SUMS, string>;

const CALLBACK_ROWS = {
  requested: flag('isNotNull({chain_id})'),
  dialled: '{is_dialled}',
  answered: '{is_answered}',
  abandoned: '{is_abandoned}',
} as const satisfies Record<keyof typeof CALLBACK_SUMS, string>;

const AGENT_DAY_ROWS = {
  online_seconds: '{online_milliseconds} / 1000',
  on_contact_seconds: '{on_contact_milliseconds} / 1000',
  idle_seconds: '{idle_milliseconds} / 1000',
  handled: '{contacts_handled}',
  handle_contacts: '{contacts_with_handle_time}',
  handle_seconds_sum: '{handle_seconds}',
} as const satisfies Partial<Record<keyof typeof AGENT_TIME_SUMS | ContactSum, string>>;

/** What each analysed call or chat adds. The view has analyses of contacts that were connected to an agent alone. */
const SENTIMENT_ROWS = {
  contacts_connected: flag('isNotNull({conversation})'),
  contacts_analysed: '{is_analysed}',
  contacts_with_sentiment: flag('isNotNull({customer_sentiment_millionths})'),
  sentiment_sum: '{customer_sentiment_millionths} / 1000000',
  contacts_negative: flag('{customer_sentiment_millionths} < 0'),
  contacts_with_shift: flag('isNotNull({customer_sentiment_shift_millionths})'),
  sentiment_shift_sum: '{customer_sentiment_shift_millionths} / 1000000',
} as const satisfies Record<keyof typeof SENTIMENT_SUMS, string>;

const EVALUATION_ROWS = {
  evaluations_submitted: flag('isNotNull({evaluationid})'),
  evaluations_scored: flag('isNotNull({score_ten_thousandths})'),
  score_sum: '{score_ten_thousandths} / 10000',
  automatic_fails: '{is_automatic_fail}',
} as const satisfies Record<keyof typeof EVALUATION_SUMS, string>;

const BLOCK_ROWS = {
  contacts_left: '{contacts_left}',
  contacts_passed: '{contacts_passed}',
} as const satisfies Record<keyof typeof BLOCK_SUMS, string>;

/** The sum of a row's value, over all rows or over those that fulfil a condition. */
function sumOf(row: string, when?: string): string {
  return `sum(${when ? `ifelse(${when}, ${row}, 0)` : row})`;
}

/** A rate's quotient, null where its denominator is 0. */
function quotientOf(
  { less = [], numerator, denominator }: Rate,
  rows: Readonly<Record<string, string>>,
  when?: string,
): string {
  const sum = (name: string) => sumOf(rows[name]!, when);
  const divisor = [denominator.map(sum).join(' + '), ...less.map(sum)].join(' - ');
  return `ifelse(${divisor} > 0, ${sum(numerator)} / (${divisor}), NULL)`;
}

/** The fields of all sums and rates of a subject, under their titles. */
function metricFields(
  rows: Readonly<Record<string, string>>,
  sums: Readonly<Record<string, Sum>>,
  rates: Readonly<Record<string, Rate>>,
): CalculatedField[] {
  return [
    ...Object.entries(rows).map(([name, row]) => {
      const sum = sums[name]!;
      return measureField(sum.title, formatOf(sum), sumOf(row));
    }),
    ...Object.values(rates).map((rate) =>
      measureField(rate.title, formatOf(rate), quotientOf(rate, rows)),
    ),
  ];
}

const FORMATS: Readonly<Record<Unit, Format>> = {
  contacts: 'count',
  chains: 'count',
  holds: 'count',
  evaluations: 'count',
  seconds: 'seconds',
  percent: 'decimal',
  'percent 0 to 100': 'decimal',
  'score -5..5': 'decimal',
  points: 'decimal',
  'share 0..1': 'share',
};

const formatOf = ({ unit }: Sum): Format => FORMATS[unit];

/** The days of rows that are a day's sums. */
const dayOfSums = rowField(DAY, 'DATETIME', time('utc_day', 'local_day'));

/** The service level in the meaning that the reader has chosen. */
function serviceLevel(when?: string): string {
  const cases = SERVICE_LEVELS.map((variant) => {
    const rate = CONTACT_RATES[variant];
    return `${value('Variant')} = '${rate.title}', ${quotientOf(rate, CONTACT_ROWS, when)}`;
  });
  return `ifelse(${cases.join(', ')}, NULL)`;
}

/** The days that the sheet of today shows: `DaysBack` before the newest day with contacts, and a week earlier. */
const SHOWN = [
  { name: 'this day', when: `{${DAYS_AGO}} = ${value('DaysBack')}` },
  {
    name: 'a week before',
    // The newest day has only begun: it is compared with as much of the day a week before.
    when: `{${DAYS_AGO}} = ${value('DaysBack')} + 7 AND (${value('DaysBack')} > 0 OR {reported_at} <= addDateTime(-7, 'DD', {newest_moment}))`,
  },
] as const;

/** The name of a metric's field for one of the two days of the sheet of today. */
export const onThisDay = (title: string) => `${title}, ${SHOWN[0].name}`;
export const aWeekBefore = (title: string) => `${title}, ${SHOWN[1].name}`;

/** The percentiles of waits, in words. */
export const PERCENTILES = { 50: 'Half', 80: '80 in 100', 90: '90 in 100', 95: '95 in 100' };
/** The name of the field with a percentile of the waits. */
export const waitPercentile = (percent: keyof typeof PERCENTILES) =>
  `Wait of ${PERCENTILES[percent].toLowerCase()} at most`;

export const P95_WAIT = waitPercentile(95);

const HALF_HOUR = (moment: string) =>
  `concat(ifelse(extract('HH', {${moment}}) < 10, '0', ''), toString(extract('HH', {${moment}})), ifelse(extract('MI', {${moment}}) < 30, ':00', ':30'))`;

/** Sunday is the first day of QuickSight's week. The digit keeps the order of names that of the week. */
const WEEKDAY = (moment: string) => {
  const names = ['7 Sun', '1 Mon', '2 Tue', '3 Wed', '4 Thu', '5 Fri', '6 Sat'];
  const cases = names.map((name, place) => `extract('WD', {${moment}}) = ${place + 1}, '${name}'`);
  return `ifelse(${cases.join(', ')}, NULL)`;
};

/** Waits in bands, whose names sort as their seconds do. */
const WAIT_BANDS = (() => {
  const bounds = [10, 20, 30, 60, 120, 300, 600];
  const cases = bounds.map((bound, place) => {
    const from = place === 0 ? 0 : bounds[place - 1];
    return `{wait_seconds} < ${bound}, '${place + 1}: ${from} to ${bound} s'`;
  });
  return `ifelse(isNull({wait_seconds}), NULL, ${cases.join(', ')}, '${bounds.length + 1}: 600 s or more')`;
})();

const contactFields: readonly CalculatedField[] = [
  rowField('reported_at', 'DATETIME', time('disconnected_at', 'disconnected_local')),
  rowField(DAY, 'DATETIME', "truncDate('DD', {reported_at})"),
  rowField('entered_queue_at', 'DATETIME', time('enqueued_at', 'enqueued_local')),
  // A contact counts once it has disconnected.
  rowField(
    QUEUE_DAY,
    'DATETIME',
    "ifelse(isNull({disconnected_at}), NULL, truncDate('DD', {entered_queue_at}))",
  ),
  rowField(
    'half_hour',
    'STRING',
    `ifelse(isNull({entered_queue_at}), NULL, ${HALF_HOUR('entered_queue_at')})`,
  ),
  rowField('weekday', 'STRING', WEEKDAY('entered_queue_at')),
  // A record with a date in the future would otherwise be the newest for years.
  rowField(
    'newest_moment',
    'DATETIME',
    'maxOver(ifelse({disconnected_at} <= now(), {reported_at}, NULL), [], PRE_FILTER)',
  ),
  rowField('newest_day', 'DATETIME', "truncDate('DD', {newest_moment})"),
  rowField(DAYS_AGO, 'INTEGER', `dateDiff({${DAY}}, {newest_day}, 'DD')`),
  rowField('queue_days_ago', 'INTEGER', `dateDiff({${QUEUE_DAY}}, {newest_day}, 'DD')`),
  rowField(
    COMPARED,
    'STRING',
    `ifelse({queue_days_ago} = ${value('DaysBack')}, '${COMPARED_DAYS[0]}', {queue_days_ago} = ${value('DaysBack')} + 7, '${COMPARED_DAYS[1]}', NULL)`,
  ),
  rowField('updated_at', 'DATETIME', 'ifelse({last_updated_at} <= now(), {last_updated_at}, NULL)'),
  // `No agent` instead of NULL, because a filter in QuickSight either drops or keeps NULLs whichever agent is chosen.
  rowField('handled_by', 'STRING', "ifelse(isNull({agent}), 'No agent', {agent})"),
  rowField('wait_band', 'STRING', WAIT_BANDS),
  rowField(
    'outcome',
    'STRING',
    "ifelse({is_handled} = 1, 'Handled', {is_abandoned} = 1, 'Abandoned', {is_queued} = 1, 'Left the queue otherwise', 'Never queued')",
  ),
  rowField(
    'conversation',
    'STRING',
    "ifelse({is_handled} = 1 AND in({channel}, ['VOICE', 'CHAT']), 'Call or chat', NULL)",
  ),
  ...metricFields(CONTACT_ROWS, CONTACT_SUMS, CONTACT_RATES),
  ...metricFields(SENTIMENT_ROWS, SENTIMENT_SUMS, SENTIMENT_RATES),
  measureField(SERVICE_LEVEL, 'share', serviceLevel()),
  ...SHOWN.flatMap(({ name, when }) => [
    ...(['queued', 'handled'] as const).map((sum) =>
      measureField(`${CONTACT_SUMS[sum].title}, ${name}`, 'count', sumOf(CONTACT_ROWS[sum], when)),
    ),
    ...(['abandonment_rate', 'average_handle_seconds'] as const).map((rate) =>
      measureField(
        `${CONTACT_RATES[rate].title}, ${name}`,
        formatOf(CONTACT_RATES[rate]),
        quotientOf(CONTACT_RATES[rate], CONTACT_ROWS, when),
      ),
    ),
    measureField(`${SERVICE_LEVEL}, ${name}`, 'share', serviceLevel(when)),
    measureField(
      `${P95_WAIT}, ${name}`,
      'seconds',
      `percentileDisc(ifelse(${when}, {wait_seconds}, NULL), 95)`,
    ),
  ]),
  ...([50, 80, 90, 95] as const).map((percent) =>
    measureField(waitPercentile(percent), 'seconds', `percentileDisc({wait_seconds}, ${percent})`),
  ),
  measureField('Longest wait', 'seconds', 'max({wait_seconds})'),
  measureField('Talk', 'seconds', 'sum(coalesce({interaction_seconds}, 0))'),
  measureField('Agents', 'count', 'distinct_count({agent})'),
  measureField('Journeys', 'count', 'distinct_count({chain_id})'),
  measureField(
    'Segments per journey',
    'decimal',
    'ifelse(distinct_count({chain_id}) > 0, count({contactid}) / distinct_count({chain_id}), NULL)',
  ),
  measureField(
    'Wait not recorded',
    'count',
    `sum(${flag('{is_queued} = 1 AND isNull({wait_seconds})')})`,
  ),
  measureField('Delivered in several versions', 'count', `sum(${flag('{versions} > 1')})`),
  measureField(
    'Corrected a day or more later',
    'count',
    `sum(${flag("dateDiff({disconnected_at}, {last_updated_at}, 'SS') > 86400")})`,
  ),
  measureField(
    'Minutes since the newest update',
    'count',
    "min(dateDiff({updated_at}, now(), 'MI'))",
  ),
];

const repeatFields: readonly CalculatedField[] = [
  rowField(DAY, 'DATETIME', `truncDate('DD', ${time('initiated_at', 'initiated_local')})`),
  ...metricFields(REPEAT_ROWS, REPEAT_SUMS, REPEAT_RATES),
];

const callbackFields: readonly CalculatedField[] = [
  rowField(DAY, 'DATETIME', `truncDate('DD', ${time('requested_at', 'requested_local')})`),
  ...metricFields(CALLBACK_ROWS, CALLBACK_SUMS, CALLBACK_RATES),
];

const { average_handle_seconds } = CONTACT_RATES;
const agentDayFields: readonly CalculatedField[] = [
  dayOfSums,
  ...metricFields(
    AGENT_DAY_ROWS,
    { ...AGENT_TIME_SUMS, ...CONTACT_SUMS },
    { ...AGENT_TIME_RATES, average_handle_seconds },
  ),
];

const evaluationFields: readonly CalculatedField[] = [
  rowField(DAY, 'DATETIME', `truncDate('DD', ${time('submitted_at', 'submitted_local')})`),
  ...metricFields(EVALUATION_ROWS, EVALUATION_SUMS, EVALUATION_RATES),
  measureField('Lowest score', 'decimal', 'min({score_ten_thousandths}) / 10000'),
];

const blockFields: readonly CalculatedField[] = [
  dayOfSums,
  ...metricFields(BLOCK_ROWS, BLOCK_SUMS, BLOCK_RATES),
];

/** The calculated fields of each data set. */
export const FIELDS = {
  contacts: contactFields,
  repeats: repeatFields,
  callbacks: callbackFields,
  agents: agentDayFields,
  evaluations: evaluationFields,
  blocks: blockFields,
  findings: [measureField('Findings', 'count', 'sum({findings})')],
} as const satisfies Readonly<Record<string, readonly CalculatedField[]>>;
export type DataSetName = keyof typeof FIELDS;
