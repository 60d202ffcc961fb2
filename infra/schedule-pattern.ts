/*
 * The schedules that the form accepts. AWS Glue wants six fields with the right characters, `?` in one of
 * the two day fields, and at least five minutes between two runs (developer guide, "Time-based schedules
 * for jobs and crawlers"). The form refuses all others at once; Glue itself would refuse them only when
 * half of the stack is made.
 *
 * The form also refuses schedules that Glue accepts but would never run, or stop running: with a year,
 * which passes, or with days that none of the given months has. No alarm would go off then: CloudWatch
 * looks back seven days at most, so only schedules that run on every day have an alarm.
 */

/** A pattern for all values, or for a list of values and ranges, with or without steps: `*`, `1,3-5,10/2`. */
function list(value: string, step: string): string {
  const item = `${value}(?:-${value})?(?:/${step})?`;
  return `\\*(?:/${step})?|${item}(?:,${item})*`;
}

const MINUTE = '[0-5]?[0-9]';
/** Steps that divide an hour. With others, the last run of an hour comes too close to the next one. */
const MINUTE_STEP = '(?:5|6|10|12|15|20|30)';
/** All minutes of a list end in the same digit or in one five apart, so none are closer than five. */
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

/** Days that never come: only the 30th or 31st of February, or only the 31st of shorter months. */
const NEVER =
  '(?:3[01][-,W]?)+(?:/[0-9]+)? (?:0?2|FEB)|' +
  '(?:31[-,W]?)+(?:/[0-9]+)? (?:(?:0?[2469]|11|FEB|APR|JUN|SEP|NOV),?)+';

/** The regular expression for schedules; it means the same in CloudFormation (Java) and JavaScript. */
export const SCHEDULE_PATTERN =
  `^cron\\((?:${MINUTES}) (?:${HOURS}) (?!(?:${NEVER}) )` +
  `(?:\\? (?:${MONTHS}) (?:${DAYS_OF_WEEK})|(?:${DAYS_OF_MONTH}) (?:${MONTHS}) \\?) ` +
  '\\*\\)$';
