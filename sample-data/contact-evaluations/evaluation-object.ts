import { isoTimestamp } from '../generator/clock.ts';
import { ACCOUNT_ID, INSTANCE_ID } from '../generator/organisation.ts';
import type { RawObject } from '../generator/raw-object.ts';
import {
  type Answer,
  type Score,
  type Submission,
  scoreOfAnswer,
  scoreOfForm,
  scoreOfSection,
  type Written,
} from './evaluation.ts';
import type { Section } from './forms.ts';

const NULL_CHOICE = 'system_default_null_value';

/** The object as it lands: one evaluation, pretty-printed, under the name that Connect gives it. */
export function evaluationObject(kind: string, written: Written): RawObject {
  const { submission, isDeletion, time, deliveredAt } = written;
  const hour = isoTimestamp(deliveredAt).slice(0, 13).replace(/[-T]/g, '/');
  const stamp = milliseconds(time).replace(/[-T:]/g, '_');
  const end = isDeletion ? '_DELETED' : '';
  return {
    kind,
    key: `${hour}/${stamp}-${submission.evaluation.id}-v3_1${end}.json`,
    records: 1,
    bytes: Buffer.from(`${JSON.stringify(record(submission), null, 2)}\n`),
  };
}

function record({ evaluation, submitted, isResubmitted, acknowledged, answers }: Submission) {
  const { id, contact, agent, evaluator, form, source, started, session } = evaluation;
  return {
    schemaVersion: '3.5',
    evaluationId: id,
    metadata: {
      contactId: contact.id,
      accountId: ACCOUNT_ID,
      instanceId: INSTANCE_ID,
      agentId: agent.id,
      evaluationDefinitionTitle: form.title,
      evaluator,
      evaluationDefinitionId: form.id,
      evaluationDefinitionVersion: form.version,
      evaluationStartTimestamp: milliseconds(started),
      evaluationSubmitTimestamp: milliseconds(submitted),
      score: scoreJson(scoreOfForm(form, answers)),
      creator: evaluator,
      autoEvaluated: source === 'AUTOMATED',
      resubmitted: isResubmitted,
      evaluationSource: source,
      evaluationType: 'CONTACT_EVALUATION',
      ...(session === null ? {} : { calibrationSessionId: session }),
      evaluatedParticipantRole: 'AGENT',
      ...(acknowledged === null
        ? {}
        : {
            evaluationAcknowledgedByUserId: agent.id,
            evaluationAcknowledgedByUserName: agent.username,
            evaluationAcknowledgedTimestamp: milliseconds(acknowledged),
          }),
    },
    sections: form.sections.map((section) => ({
      sectionRefId: section.id,
      parentSectionRefId: section.parent?.id ?? null,
      sectionTitle: section.title,
      notes: '',
      score: scoreJson(scoreOfSection(section, answers)),
    })),
    questions: answers.map((answer) => questionJson(answer, form.sections)),
  };
}

function questionJson(answer: Answer, sections: readonly Section[]) {
  const { question } = answer;
  return {
    questionRefId: question.id,
    sectionRefId: sections.find(({ questions }) => questions.includes(question))!.id,
    questionType: question.type,
    questionText: question.text,
    answer: answerJson(answer),
    score: scoreJson(scoreOfAnswer(answer)),
  };
}

function answerJson({ question, text, chosen, isNotApplicable, isNumber, automation }: Answer) {
  const about = {
    notes: '',
    metadata: {
      notApplicable: isNotApplicable,
      ...(automation && {
        automation: { status: automation.status, systemSuggestedValue: automation.suggested },
      }),
    },
  };
  if (question.type === 'MULTISELECT') {
    const values = question.choices.map((one) => ({
      valueText: one.text,
      valueRefId: one.id,
      selected: chosen.includes(one),
    }));
    return { values, ...about };
  }
  if (!isNotApplicable) return { value: isNumber ? Number(text) : text, ...about };
  const none = { valueText: 'Not applicable', valueRefId: NULL_CHOICE, selected: true };
  return { value: '', values: [none], ...about };
}

/** The score as Connect writes it; nothing where there is none. */
function scoreJson({ hundredths, isNotApplicable, isAutomaticFail }: Score) {
  if (hundredths === null && !isNotApplicable) return undefined;
  return {
    percentage: (hundredths ?? 0) / 100,
    automaticFail: isAutomaticFail,
    notApplicable: isNotApplicable,
  };
}

function milliseconds(seconds: number): string {
  return `${isoTimestamp(seconds).slice(0, -1)}.000Z`;
}
