import { GetTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import { nullOn } from '../null-on.ts';

/**
 * When the text of a view was last written: by a new release, or because the stack has another time zone.
 * @returns null if the view is not there yet
 */
export async function viewWrittenAt(
  glue: GlueClient,
  DatabaseName: string,
  Name: string,
): Promise<Date | null> {
  const answer = glue.send(new GetTableCommand({ DatabaseName, Name }));
  return (await nullOn(['EntityNotFoundException'], answer))?.Table?.UpdateTime ?? null;
}
