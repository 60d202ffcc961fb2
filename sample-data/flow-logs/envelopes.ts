import { ACCOUNT_ID, INSTANCE_ARN } from '../generator/organisation.ts';
import type { Step, Walk } from './walk.ts';

const GROUP = '/aws/connect/example';
const ID_DIGITS = 56;

/** What CloudWatch Logs sends to see whether its target can be reached. */
export const PROBE = JSON.stringify({
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logGroup: '',
  logStream: '',
  subscriptionFilters: [],
  logEvents: [
    {
      id: '',
      timestamp: 0,
      message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.',
    },
  ],
});

/** A walk's entries as CloudWatch Logs delivers them. @param place of the walk among all */
export function envelopeOf(walk: Walk, place: number): string {
  const first = new Date(walk.steps[0]!.at_ms).toISOString();
  return JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT_ID,
    logGroup: GROUP,
    logStream: `${first.slice(0, 13).replace(/[-T]/g, '/')}/stream-${place % 4}`,
    subscriptionFilters: ['flow-logs'],
    logEvents: walk.steps.map((step, index) => ({
      id: idOf(step, place, index),
      timestamp: step.at_ms,
      message: JSON.stringify(entryOf(walk, step)),
    })),
  });
}

/** Greater for a later entry, and different for each. */
function idOf({ at_ms }: Step, place: number, index: number): string {
  const end = String(place * 100 + index);
  return `3${at_ms}`.padEnd(ID_DIGITS - end.length, '0') + end;
}

function entryOf({ contact, flow }: Walk, { at_ms, type, block, result }: Step) {
  return {
    ContactId: contact.id,
    ContactFlowId: `${INSTANCE_ARN}/contact-flow/${flow.toLowerCase().replaceAll(' ', '-')}`,
    ContactFlowName: flow,
    ContactFlowModuleType: type,
    Identifier: block,
    Timestamp: new Date(at_ms).toISOString(),
    Parameters: PARAMETERS[type] ?? {},
    ...(result !== null && { Results: result }),
  };
}

const PARAMETERS: Readonly<Record<string, object>> = {
  PlayPrompt: { Text: 'What the caller hears', TextToSpeechType: 'text' },
  GetUserInput: { Text: 'What the caller can choose', Timeout: '8000', MaxDigits: '1' },
  InvokeExternalResource: {
    FunctionArn: `arn:aws:lambda:eu-west-2:${ACCOUNT_ID}:function:look-up`,
  },
};
