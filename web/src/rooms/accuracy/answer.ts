import { plural } from '../../money/dates.ts';
import type { Accuracy } from './measure.ts';

/** What the room says first of the days that were compared. `channels`: how many the days are of, each counting its own. */
export function answerOf({ certified, over, broken }: Accuracy, channels: number): string {
  const [one, many] = channels > 1 ? ['day of a channel', 'days of channels'] : ['day', 'days'];
  if (broken > 0) {
    const differ = plural(broken, `${one} differs`, `${many} differ`);
    return `${differ} from what the shops say: look at the orders behind.`;
  }
  if (over === 0) return 'None of the days compared is over yet: a day that lasts proves nothing.';
  if (certified < over)
    return `${plural(over - certified, `${one} is`, `${many} are`)} not certified yet; none is broken.`;
  return over === 1
    ? `On the one ${one} that is over the books hold what the shop says.`
    : `On all ${plural(over, one, many)} that are over the books hold what the shops say.`;
}
