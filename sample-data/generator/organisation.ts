/** The Connect instance of all generated contacts, its queues and its routing profiles. */

export const ACCOUNT_ID = '111122223333';
export const REGION = 'eu-west-2';
export const INSTANCE_ID = '11111111-2222-4333-8444-555555555555';
export const INSTANCE_ARN = `arn:aws:connect:${REGION}:${ACCOUNT_ID}:instance/${INSTANCE_ID}`;

/** How callbacks of a queue are made: whether Connect rings the agent or the customer first. */
export type CallbackKind = 'customer-first' | 'agent-first';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly systemAddress: string;
  readonly callbacks: CallbackKind | null;
}

export interface RoutingProfile {
  readonly name: string;
  readonly arn: string;
  readonly queues: readonly Queue[];
}
