import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../api/client';
import { ButtonLink } from '../ui/Button';
import styles from './ImportPage.module.css';
import { t } from './importTexts';
import { reasonText } from './reasons';
import { number } from './texts';

export type Report = Schemas['ImportReport'];
type RowFailure = Schemas['RowFailure'];

// More of them help nobody on a page.
const shown_max = 500;

/** What came of a file: how many rows were listed, and what is wrong with each of the others. */
export function ImportResult({ report }: { report: Report }) {
  const { rows, imported, failed, stopped, failures } = report;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class={styles.result}>
      <h2 ref={heading} tabIndex={-1}>
        {t().result}
      </h2>
      <dl class={styles.sums}>
        <Sum name={t().imported} value={imported} tone={imported > 0 ? 'good' : 'quiet'} />
        <Sum name={t().failed} value={failed} tone={failed > 0 ? 'bad' : 'quiet'} />
        <Sum name={t().rows} value={rows} tone="quiet" />
      </dl>
      {stopped && (
        <p class={styles.wrong} role="alert">
          {t().ended[stopped]}
        </p>
      )}
      {failed === 0 && !stopped && <p>{t().good}</p>}
      {imported > 0 && (
        <ButtonLink to="/manage" kind="plain">
          {t().see}
        </ButtonLink>
      )}
      {failures.length > 0 && <Failures failures={failures} />}
    </section>
  );
}

function Sum({ name, value, tone }: { name: string; value: number; tone: 'good' | 'bad' | 'quiet' }) {
  return (
    <div data-tone={tone}>
      <dt>{name}</dt>
      <dd>{number(value)}</dd>
    </div>
  );
}

/** Each cell that is wrong, or the row as a whole. */
function wrongIn({ code, detail, message, fieldErrors }: RowFailure): { column?: string; reason: string }[] {
  if (fieldErrors.length > 0)
    return fieldErrors.map(({ field, reason }) => ({ column: field, reason: reasonText(reason) }));
  const codes: Partial<Record<string, string>> = t().codes;
  return [{ reason: codes[code] ?? (code === 'INVALID_REQUEST' ? reasonText(detail) : message) }];
}

function Failures({ failures }: { failures: RowFailure[] }) {
  const shown = failures.slice(0, shown_max);
  return (
    <>
      <div>
        <h3>{t().errors}</h3>
        <p class={styles.quiet}>{t().errorsHint}</p>
      </div>
      <table class={styles.errors} aria-label={t().errors}>
        <thead>
          <tr>
            <th scope="col">{t().line}</th>
            <th scope="col">{t().column}</th>
            <th scope="col">{t().reason}</th>
          </tr>
        </thead>
        <tbody>
          {shown.flatMap((failure) =>
            wrongIn(failure).map(({ column, reason }) => (
              <tr key={`${failure.line} ${column}`}>
                <td>{failure.line}</td>
                <td>{column ? <code>{column}</code> : t().whole}</td>
                <td>{reason}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {failures.length > shown.length && (
        <p class={styles.quiet}>{t().more(number(failures.length - shown.length))}</p>
      )}
    </>
  );
}
