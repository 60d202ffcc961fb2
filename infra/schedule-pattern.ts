/*
 * Which schedules AWS Glue takes (developer guide, "Time-based schedules for jobs and crawlers"): six
 * fields, the characters of each, one of the two day fields `?`, and five minutes or more between two
 * runs. The form refuses the rest, as Glue would do so only when half of the stack is made.
 *
 * It refuses also what Glue takes and never runs, or not for long: a year, which passes, and days that
 * none of the months has. No alarm would tell that nothing is converted: CloudWatch looks back seven
 * days at most, so only schedules of every hour or day have one.
 */

/** All values, or a list of values and ranges, any of them with a step: `*`, `1,3-5,10/2`. */
function list(value: string, step: string): string {
  const item = `${value}(?:-${value})?(?:/${step})?`;
  return `\\*(?:/${step})?|${item}(?:,${item})*`;
}

const MINUTE = '[0-5]?[0-9]';
/** The steps that divide the hour: of others the last of an hour lies close to the first of the next. */
const MINUTE_STEP = '(?:5|6|10|12|15|20|30)';
/** Minutes of a list end in the same digit, or in two that are five apart: so they are never closer. */
const MINUTE_LISTS = ['05', '16', '27', '38', '49'].map(
  (digits) => `[0-5]?[${digits}](?:,[0-5]?[${digits}])+`,
);
const MINUTES = [MINUTE, `(?:\\*|${MINUTE}(?:-${MINUTE})?)/${MINUTE_STEP}`, ...MINUTE_LISTS].join(
  '|',
);

const HOURS = list('(?:1[0-9]|2[0-3]|0?[0-9])', '(?:1[0-9]|2[0-3]|0?[1-9])');

const DAY = '(?:[12][0-9]|3[01]|0?[1-9])';
const DAYS_OF_MONTH = `${list(DAY, DAY)}|L|${DAY}W`;

const MONTH = '(?:1[0-2]|0?[1-9]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
const MONTHS = list(MONTH, '(?:1[0-2]|0?[1-9])');

const DAYS_OF_WEEK = `${list('(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)', '[1-7]')}|L`;

/** Only the 30th and 31st, of February alone; only the 31st, of months that have none. */
const NEVER =
  '(?:3[01][-,W]?)+(?:/[0-9]+)? (?:0?2|FEB)|' +
  '(?:31[-,W]?)+(?:/[0-9]+)? (?:(?:0?[2469]|11|FEB|APR|JUN|SEP|NOV),?)+';

/** A regular expression that a schedule has to match, for CloudFormation (Java) and for JavaScript. */
export const SCHEDULE_PATTERN =
  `^cron\\((?:${MINUTES}) (?:${HOURS}) (?!(?:${NEVER}) )` +
  `(?:\\? (?:${MONTHS}) (?:${DAYS_OF_WEEK})|(?:${DAYS_OF_MONTH}) (?:${MONTHS}) \\?) ` +
  '\\*\\)$';
