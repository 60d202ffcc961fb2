/** An expression that cannot be evaluated: an unknown name, values of types that do not fit, a division by zero. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}
