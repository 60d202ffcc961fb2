import type { LookAlike } from '../../dataset.ts';

const EVENT = ['detail-type', 'detail'];

/**
 * Other events of EventBridge that Connect emits, told apart by the end of their type, because texts differ in the
 * name of the product before it. Administrator guide: "Create a rule that generates an EventBridge event", "Error
 * notifications", "Case event streams".
 */
export const OTHER_EVENTS: readonly LookAlike[] = [
  ofType('an event of a rule that matched', /Rules? Matched"$/),
  ofType('an event of an analysis by Contact Lens that failed', /Analysis State Change"$/),
  ofType('an event of an evaluation that failed', /Evaluation (Export|Submission) Failed"$/),
  ofType('an event of a screen recording', /Screen Recording Status Changed"$/),
  ofType('an event of a case', /Cases Change"$/),
  ofType('a call of an API in CloudTrail', /via CloudTrail"$/),
];

function ofType(what: string, type: RegExp): LookAlike {
  return { what, fields: EVENT, valueContains: { 'detail-type': type } };
}
