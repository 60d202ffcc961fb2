/** Waits for the answer of a service. An exception with one of these names gives null instead. */
export async function nullOn<T>(names: readonly string[], answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof Error && names.includes(error.name)) return null;
    throw error;
  });
}
