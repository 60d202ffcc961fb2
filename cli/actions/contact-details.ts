import type { Analysis, Details, Issue } from '../../local/query/journey-details.ts';
import type { Json, Row } from '../../terminal/row.ts';
import { countOf, formatSeconds } from '../../terminal/wording.ts';

/** A label, and the text after it, which may be broken into lines. */
export type Line = readonly [start: string, text: string];

/**
 * What datasets beside the record know of a contact, in words.
 * @param timeOf formats a local time
 * @param hasLeftInFlow whether it is over, and entered no queue and reached no agent
 */
export function detailLines(
  { flow_steps: steps = [], analysis, evaluations = [] }: Details,
  timeOf: (at: Json | undefined) => string,
  hasLeftInFlow: boolean,
): Line[] {
  return [
    ...(steps.length > 0 ? [['', 'way through the flows:'] as const] : []),
    ...steps.map((step, at): Line => {
      const isWhereItLeft = at === steps.length - 1 && hasLeftInFlow;
      return [
        `${timeOf(step.entered_local)}  `,
        `${stepOf(step)}${isWhereItLeft ? ': left here, without a queue or an agent' : ''}`,
      ];
    }),
    ...(analysis === undefined ? [] : analysisLines(analysis)),
    ...evaluations.map((evaluation): Line => ['evaluated: ', evaluationOf(evaluation)]),
  ];
}

/** `Main: menu (GetUserInput), pressed 2` */
function stepOf({ flow, block, block_type: type, choice, error }: Row): string {
  const named = isKnown(block) ? `${block}${isKnown(type) ? ` (${type})` : ''}` : String(type);
  const pressed = choice === 'Timeout' ? 'no key in time' : `pressed ${choice}`;
  return [
    `${flow}: ${named}`,
    ...(isKnown(choice) ? [pressed] : []),
    ...(isKnown(error) ? [`failed with “${error}”`] : []),
  ].join(', ');
}

function analysisLines({ measures, categories, issues }: Analysis): Line[] {
  const lines: Line[] = [
    ['sentiment, from −5 to 5: ', both(measures, sentimentOf)],
    ['conversation: ', conversationOf(measures)],
    ['answers: ', answersOf(measures)],
    ['categories: ', categories.join(', ')],
    ...issueLines(issues),
  ];
  return lines.filter(([, text]) => text !== '');
}

function both(measures: Row, of: (who: string, measures: Row) => string | null): string {
  return ['customer', 'agent'].flatMap((who) => of(who, measures) ?? []).join('; ');
}

/** `customer 1.5, from −0.5 to 2.0` */
function sentimentOf(who: string, measures: Row): string | null {
  const [overall, begin, end] = ['', '_begin', '_end'].map(
    (part) => measures[`${who}_sentiment${part}`],
  );
  if (!isKnown(overall)) return null;
  const shift =
    isKnown(begin) && isKnown(end) ? `, from ${formatScore(begin)} to ${formatScore(end)}` : '';
  return `${who} ${formatScore(overall)}${shift}`;
}

/** `4:12, talk 3:20, of the customer 1:30, of the agent 2:00, hold and silence 0:52, 2 interruptions of 0:04` */
function conversationOf(measures: Row): string {
  const { interruptions, interruption_seconds: interrupted } = measures;
  const times = [
    ['', 'total'],
    ['talk ', 'talk'],
    ['of the customer ', 'customer_talk'],
    ['of the agent ', 'agent_talk'],
    ['hold and silence ', 'non_talk'],
  ].flatMap(([name, of]) => {
    const seconds = measures[`${of}_seconds`];
    return isKnown(seconds) ? [`${name}${formatSeconds(Number(seconds))}`] : [];
  });
  if (!isKnown(interruptions)) return times.join(', ');
  const lasted =
    Number(interruptions) > 0 && isKnown(interrupted)
      ? ` of ${formatSeconds(Number(interrupted))}`
      : '';
  return [...times, `${countOf(Number(interruptions), 'interruption')}${lasted}`].join(', ');
}

/** `greeting after 0:04, the agent after 0:31, the customer after 0:58` */
function answersOf(measures: Row): string {
  return [
    ['greeting', 'greeting'],
    ['the agent', 'agent_response'],
    ['the customer', 'customer_response'],
  ]
    .flatMap(([name, of]) => {
      const seconds = measures[`${of}_seconds`];
      return isKnown(seconds) ? [`${name} after ${formatSeconds(Number(seconds))}`] : [];
    })
    .join(', ');
}

/** The words of each, and of those whose words only the original has, how many there are. */
function issueLines(issues: readonly Issue[]): Line[] {
  const counted = ['issue', 'outcome', 'action item'].flatMap((kind) => {
    const count = issues.filter((issue) => issue.words === null && issue.kind === kind).length;
    return count > 0 ? [countOf(count, kind)] : [];
  });
  return [
    ...issues.flatMap(({ kind, words }): Line[] => (words === null ? [] : [[`${kind}: `, words]])),
    ['in the original alone: ', counted.join(', ')],
  ];
}

/** `Service, version 3: 87.5 %, by supervisor-1 on 2026-11-23` */
function evaluationOf(evaluation: Row): string {
  const { form, form_version: version, evaluator, submitted_local: submitted } = evaluation;
  return [
    `${form ?? 'a form without a title'}${isKnown(version) ? `, version ${version}` : ''}: ${scoreOf(evaluation)}`,
    ...(isKnown(evaluator) ? [`, by ${evaluator}`] : []),
    ...(isKnown(submitted) ? [` on ${String(submitted).slice(0, 10)}`] : []),
    ...(evaluation.is_calibration === true ? [', for calibration'] : []),
  ].join('');
}

function scoreOf({ score, is_automatic_fail: hasFailed, is_not_applicable: isEmpty }: Row): string {
  if (hasFailed === true) return 'automatic fail';
  if (isEmpty === true) return 'not applicable';
  return isKnown(score) ? `${Number(score)} %` : 'no score';
}

/** `−0.5` */
function formatScore(score: Json): string {
  return Number(score).toFixed(1).replace('-', '−');
}

/** Whether a record says it. */
export function isKnown<T>(value: T): value is NonNullable<T> {
  return value !== null && value !== undefined && value !== '';
}
