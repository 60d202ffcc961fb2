/** A contact record as Connect sends it, as small as it may be, with what a test adds. */
export function recordText(
  contactId: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    AWSAccountId: '123456789012',
    ContactId: contactId,
    InstanceARN:
      'arn:aws:connect:eu-west-1:123456789012:instance/00000000-0000-0000-0000-000000000000',
    InitiationTimestamp: '2026-11-23T14:00:00Z',
    LastUpdateTimestamp: '2026-11-23T14:05:06Z',
    Channel: 'VOICE',
    ...more,
  });
}
