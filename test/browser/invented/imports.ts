import type { ImportPage } from '../../../web/src/api/imports.ts';
import type { Answers } from './asked.ts';

export const importAnswers: Answers = {
  'GET /api/books/:book/imports': () => ({ imports: [], next: null }) satisfies ImportPage,
};
