import { ownField, STRING } from '../../column-types.ts';
import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };

const fields = fieldsFromModel(model.fields as ModelFields);

/** What Connect and Lambda themselves say of a function that failed. Any other text may be the function's own. */
const ERRORS_OF_FUNCTIONS = [
  'The Lambda Function Returned An Error',
  'Instance has reached concurrent Lambda thread access limit',
  'Execution limit reached',
  'Execution timed out',
  'Error',
  'Failed',
  'Timeout',
  'NoMatchingError',
  'AccessDeniedException',
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'RequestTooLargeException',
  'ResourceNotFoundException',
  'ServiceException',
  'TooManyRequestsException',
];
const ERROR_OF_FUNCTION = new RegExp(`^"(?:${ERRORS_OF_FUNCTIONS.join('|')})\\.?"$`);

/**
 * Flow logs: an entry for each block that a contact passes in a flow that logs.
 * Fields: Amazon Connect administrator guide, "Data in flow logs"; envelope: CloudWatch Logs user guide, "Using
 * subscription filters".
 *
 * An entry's parameters, results and answers hold what callers typed and what a function said of them, and a field that
 * is not documented may, too. The lake keeps of them only which key was pressed in a menu, and an error that has a name.
 */
export const dataset: Dataset = {
  name: 'flow_logs',
  oneRecord: 'an entry of a flow log',
  oneRow: 'flow step',
  fields,
  derived: [
    { field: ownField('result_json', STRING), from: { jsonOf: 'Results' } },
    { field: ownField('error_json', STRING), from: { jsonOf: 'Error' } },
  ],
  identity: ['owner', 'loggroup', 'logeventid'].map((name) => fieldNamed(fields, name)),
  version: fieldNamed(fields, 'timestamp'),
  day: fieldNamed(fields, 'timestamp'),
  isImmutable: true,
  isContinual: true,
  contact: fieldNamed(fields, 'contactid'),
  longest_record_bytes: 16 * 1024 * 1024,
  keepsOnly: {
    Results: [
      { ContactFlowModuleType: /^"GetUserInput"$/, Results: /^"(?:[0-9*#]|Timeout)"$/ },
      { ContactFlowModuleType: /^"InvokeExternalResource"$/, Results: ERROR_OF_FUNCTION },
    ],
    // The class of an error, which says so at its end. A message, or another word, may be about the caller.
    Error: [
      { Error: /^"[A-Za-z._]{0,90}(?:Error|Exception|Fail(?:ed|ure)|Fault|Time(?:d_?O|o)ut)"$/ },
    ],
  },
  envelope: {
    kind: { field: 'messageType', full: 'DATA_MESSAGE', empty: 'CONTROL_MESSAGE' },
    elements: 'logEvents',
    text: 'message',
    ofElement: { logEventId: 'id', logEventTimestamp: 'timestamp' },
    ofEnvelope: ['owner', 'logGroup', 'logStream'],
  },
  source: {
    kind: 'logs',
    option: {
      parameter: 'FlowLogGroup',
      label: 'Log group of flows',
      description:
        'Name of the log group of the Connect instance, such as /aws/connect/my-instance. If given, the lake keeps an entry for each block that a contact passes in a flow that logs. Leave empty for none.',
    },
  },
  volume: { records_a_contact: 5, record_bytes: 500 },
  marks: [
    {
      what: 'a log of flows',
      fields: ['messageType', 'logEvents', 'logGroup'],
      valueContains: { logGroup: /^"\\?\/aws\\?\/connect\\?\// },
    },
    {
      what: 'a probe of a log',
      fields: ['messageType', 'logEvents', 'logGroup'],
      valueContains: { messageType: /^"CONTROL_MESSAGE"$/ },
    },
    { what: 'an entry of a flow log', fields: ['ContactFlowId', 'ContactFlowModuleType'] },
  ],
  otherKinds: [
    {
      what: "an entry that Firehose's message extraction has taken out of its envelope, so that its id is lost",
      fields: ['ContactFlowId', 'ContactFlowModuleType'],
    },
  ],
  endpoints: [],
};
