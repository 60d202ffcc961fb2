import { type Command, Option } from 'commander';
import { UsageError } from '../../terminal/user-error.ts';

/** The options that choose the engine of a query and, for Athena, where to find it. */
export interface AthenaOptions {
  engine: 'local' | 'athena';
  workgroup?: string;
  database?: string;
  stack?: string;
}

/** Adds them. Each option that belongs to Athena also chooses Athena. */
export function addAthenaOptions(command: Command): Command {
  const choosingAthena = (flags: string, description: string) =>
    new Option(flags, description).implies({ engine: 'athena' }).conflicts('lake');
  return command
    .addOption(
      new Option('--engine <engine>', 'the engine that runs the query')
        .choices(['local', 'athena'])
        .default('local'),
    )
    .addOption(
      choosingAthena('--stack <name>', 'run it in Athena on this deployed stack, in its TimeZone'),
    )
    .addOption(choosingAthena('--workgroup <name>', "Athena's workgroup (default: the stack's)"))
    .addOption(
      choosingAthena('--database <name>', "the Glue catalogue's database (default: the stack's)"),
    );
}

/** @throws UsageError if --engine local comes with an option that belongs to Athena */
export function rejectAthenaOptionsWithLocalEngine(options: AthenaOptions): void {
  const { workgroup, database, stack } = options;
  const [found] = Object.entries({ stack, workgroup, database }).find(([, name]) => name) ?? [];
  if (found) throw new UsageError(`Found --${found} with --engine local, expected --engine athena`);
}
