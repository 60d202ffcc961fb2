/**
 * What CloudWatch publishes to a topic when an alarm's state changes, in the shape that its user
 * guide shows. It gives the message no attributes.
 */
export function alarmMessage(name: string, description: string, state: 'ALARM' | 'OK'): string {
  return JSON.stringify({
    AlarmName: `lake-${name}`,
    AlarmDescription: description,
    AWSAccountId: '000000000000',
    NewStateValue: state,
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: '2026-11-23T10:00:00.000+0000',
    Region: 'EU (Ireland)',
    OldStateValue: state === 'OK' ? 'ALARM' : 'OK',
    Trigger: { Period: 3600, EvaluationPeriods: 3, Threshold: 1 },
  });
}
