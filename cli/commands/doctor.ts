import { type Command, InvalidArgumentError, Option } from 'commander';
import { examine } from '../../local/health/doctor.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { examineLaunch } from '../../stack/before-launch/launch-doctor.ts';
import { TEMPLATE_FILE } from '../../stack/before-launch/launch-form.ts';
import { diagnose, stackJoints } from '../../stack/health/doctor.ts';
import { stackStatus } from '../../stack/health/status.ts';
import { type DeployedStack, openStack } from '../../stack/stack.ts';
import { walk } from '../../stack/walk/walk.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import type { Finding } from '../../terminal/finding.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { jsonOption, lakeOption, stackOption } from '../shared/options.ts';
import { printFacts } from '../shared/print.ts';

interface DoctorOptions {
  lake: string;
  stack?: string;
  json?: boolean;
  beforeLaunch?: boolean;
  parameters?: string[];
  template: string;
  walk?: boolean;
  patience: number;
}

const MARKS = { well: '✓', warning: '!', fault: '✗' };

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('look for what is wrong')
    .description(
      'Examines all that the lake needs to work: of a lake in a folder, of a deployed stack, or of ' +
        'an AWS account before a stack is launched in it. Fails if something has to be mended, or ' +
        'could not be looked at for lack of a permission, which it names.',
    )
    .addOption(stackOption('look at this deployed stack instead'))
    .addOption(
      new Option(
        '--before-launch',
        'look at what the account would refuse of a launch, changing nothing: names taken, quotas, keys, settings',
      ).conflicts('lake'),
    )
    .addOption(
      new Option(
        '--parameters <parameter...>',
        'what is to be typed into the form: Key=Value, or a JSON file as the AWS CLI takes it',
      ).implies({ beforeLaunch: true }),
    )
    .addOption(
      new Option('--template <file>', 'the template to be launched').default(
        TEMPLATE_FILE,
        'what `npm run synth` has written',
      ),
    )
    .addOption(
      new Option(
        '--walk',
        'send a sample record through the deployed stack, from stream to answer, and say where it stops; it is taken out again. Two runs of the conversion, some ten minutes',
      ).conflicts('beforeLaunch'),
    )
    .addOption(
      new Option('--patience <minutes>', 'how long each stage of the walk may take')
        .default(20)
        .argParser(minutes),
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake doctor --lake ./lake
  contact-lake doctor --before-launch --parameters BucketName=my-contact-lake-2026
  contact-lake doctor --before-launch --stack ContactLake --parameters parameters.json
  contact-lake doctor --stack ContactLake
  contact-lake doctor --stack ContactLake --walk`,
    )
    .action(async (options: DoctorOptions) => {
      const findings = await findingsFor(options);
      if (options.json) process.stdout.write(`${jsonOf(findings)}\n`);
      else printFacts(findings.map((f) => [`${MARKS[f.outcome]} ${f.check}`, f.finding]));
      if (findings.some(({ outcome }) => outcome === 'fault')) process.exitCode = 1;
    });
}

async function findingsFor(options: DoctorOptions): Promise<Finding[]> {
  const { beforeLaunch, lake, parameters = [], stack, template } = options;
  if (options.walk && stack === undefined) throw new UserError('Found --walk without --stack NAME');
  if (beforeLaunch) return examineLaunch({ template, parameters, stack: stack ?? null }, dataset);
  if (stack === undefined) return examine(await openLake(lake), dataset);
  const opened = await openStack(stack);
  const now = new Date();
  const [status, joints] = await Promise.all([
    stackStatus(opened, dataset, now),
    stackJoints(opened, now),
  ]);
  const findings = diagnose(status, joints);
  return options.walk ? [...findings, ...(await walkIn(opened, options))] : findings;
}

function walkIn(stack: DeployedStack, { patience }: DoctorOptions): Promise<Finding[]> {
  return untilInterrupted((stop) =>
    withProgress('Walking a sample through', (progress) =>
      walk(stack, dataset, { patienceSeconds: 60 * patience, stop, progress }),
    ),
  );
}

function minutes(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError(`found ${text}, expected minutes, such as 20`);
}
