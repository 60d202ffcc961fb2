/** A line of Firehose's error output about what came as one record: these bytes. */
export function errorLine(bytes: string | Uint8Array): string {
  const line = {
    attemptsMade: 4,
    arrivalTimestamp: 1795424400000,
    errorCode: 'Lambda.FunctionTimedOut',
    errorMessage: 'The Lambda function invocation timed out.',
    attemptEndingTimestamp: 1795424488263,
    rawData: Buffer.from(bytes).toString('base64'),
    lambdaArn: 'arn:aws:lambda:eu-west-2:111122223333:function:some:$LATEST',
  };
  return `${JSON.stringify(line)}\n`;
}
