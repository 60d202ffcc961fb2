/** The Connect instance that all generated contacts are of, and how it is divided. */

export const ACCOUNT_ID = '111122223333';
export const REGION = 'eu-west-2';
export const INSTANCE_ID = '11111111-2222-4333-8444-555555555555';
export const INSTANCE_ARN = `arn:aws:connect:${REGION}:${ACCOUNT_ID}:instance/${INSTANCE_ID}`;

/** A queue whose customers may ask to be called back: whom Connect then rings first. */
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
