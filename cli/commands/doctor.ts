import { type Command, Option } from 'commander';
import { TEMPLATE_FILE } from '../../stack/before-launch/launch-form.ts';
import type { DoctorOptions } from '../actions/doctor.ts';
import { jsonOption, lakeOption, stackOption, wholeNumber } from '../shared/options.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('check a lake, a stack or an account for problems')
    .description(
      'Checks everything that the lake needs to work: a lake in a folder, a deployed stack, or an AWS ' +
        'account before a stack is launched in it. Fails if something must be repaired, or if a ' +
        'permission that a check needs is missing; it names the permission.',
    )
    .addOption(stackOption('check this deployed stack instead'))
    .addOption(
      new Option(
        '--before-launch',
        'check what would make a launch fail in this account: names that are taken, quotas, keys and settings. Changes nothing',
      ).conflicts('lake'),
    )
    .addOption(
      new Option(
        '--parameters <parameter...>',
        "the values that you mean to type into the launch form: Key=Value, or a JSON file in the AWS CLI's format",
      ).implies({ beforeLaunch: true }),
    )
    .addOption(
      new Option('--template <file>', 'the template that you mean to launch').default(
        TEMPLATE_FILE,
        'the file that `npm run synth` writes',
      ),
    )
    .addOption(
      new Option(
        '--walk',
        'send a sample record through the deployed stack, from the stream to an answer, say where it stops, and remove it again. Takes two conversion runs, about ten minutes',
      ).conflicts('beforeLaunch'),
    )
    .addOption(
      new Option('--patience <minutes>', 'how long each stage of the walk may take')
        .default(20)
        .argParser(wholeNumber(1, 999_999)),
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake doctor --lake ./lake
  contact-lake doctor --before-launch --parameters BucketName=my-lake-2026
  contact-lake doctor --before-launch --stack Lake --parameters parameters.json
  contact-lake doctor --stack ContactLake
  contact-lake doctor --stack ContactLake --walk`,
    )
    .action(async (options: DoctorOptions) => {
      const { showFindings } = await import('../actions/doctor.ts');
      await showFindings(options);
    });
}
