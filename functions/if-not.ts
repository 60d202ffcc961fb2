/** The answer of a service; null instead of the named exception. */
export async function ifNot<T>(name: string, answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof Error && error.name === name) return null;
    throw error;
  });
}
