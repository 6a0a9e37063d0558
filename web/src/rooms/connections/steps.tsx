const STEPS = ['Platform', 'Credentials', 'Your store', 'First look'] as const;

export type Step = (typeof STEPS)[number];

/** Where one is on the way to a connected store. */
export function Steps({ at }: { readonly at: Step }) {
  const here = STEPS.indexOf(at);
  return (
    <ol className="steps" aria-label="Steps">
      {STEPS.map((step, index) => (
        <li key={step} aria-current={index === here ? 'step' : undefined} data-done={index < here}>
          <span className="step-sign" aria-hidden="true">
            {index < here ? '✓' : index + 1}
          </span>
          {step}
          {index < here ? <span className="hidden"> (done)</span> : null}
        </li>
      ))}
    </ol>
  );
}
