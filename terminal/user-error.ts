/**
 * An error that the user can do something about. Its message is one sentence that names the culprit,
 * and is shown without a stack. Any other error is a fault of this program.
 */
export class UserError extends Error {}

/** A mistake in the arguments themselves, whatever the lake holds: the exit code is 2. */
export class UsageError extends UserError {}

/** A UserError whose message has several lines on purpose, such as SQL with a mark below the place. */
export class LaidOutError extends UserError {}
