/** Entries of flow logs as CloudWatch Logs delivers them. */

/** An entry as JSON text: the choice of a menu. */
export function anEntry(more: object = {}): string {
  return JSON.stringify({
    ContactId: 'c-1',
    ContactFlowId: 'arn:aws:connect:eu-west-1:111122223333:instance/i-1/contact-flow/f-1',
    ContactFlowModuleType: 'GetUserInput',
    Timestamp: '2026-03-02T09:00:00.100Z',
    Results: '1',
    ...more,
  });
}

export function anElement(id: string, entry: string): string {
  return JSON.stringify({ id, timestamp: 1772442000100, message: entry });
}

/** @param elements as JSON texts */
export function anEnvelope(elements: readonly string[]): string {
  return `{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"/aws/connect/demo","logStream":"stream-1","subscriptionFilters":["all"],"logEvents":[${elements.join(',')}]}`;
}

/** What CloudWatch Logs sends to see whether its target can be reached. */
export const PROBE =
  '{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1772442000000,"message":"health check"}]}';
