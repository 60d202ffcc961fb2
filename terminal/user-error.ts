/**
 * A mistake or a misfortune of the user's, told in one sentence that names the culprit: shown
 * without a stack. Anything else that is thrown is a fault of ours.
 */
export class UserError extends Error {}

/** One whose message is laid out over lines on purpose, as SQL with a mark below the place is. */
export class LaidOutError extends UserError {}
