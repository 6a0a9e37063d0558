import type { ReactNode } from 'react';

interface Props {
  readonly name: ReactNode;
  /** What the figure rests on, in small. */
  readonly below: ReactNode;
  readonly children: ReactNode;
}

/** One figure of a row of figures, with a line or more under it. */
export const Figure = ({ name, below, children }: Props) => (
  <div className="figure told">
    <dt>{name}</dt>
    <dd>
      {children}
      <p className="below">{below}</p>
    </dd>
  </div>
);
