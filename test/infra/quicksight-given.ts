/** The parameters of a stack with a dashboard in QuickSight, and its place. */
export const GIVEN = {
  BucketName: 'lake',
  QuickSightPrincipalArn: 'arn:aws:quicksight:us-east-1:123456789012:user/default/owner',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-2',
  'AWS::AccountId': '123456789012',
};
