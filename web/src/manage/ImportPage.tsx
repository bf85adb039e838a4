import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused, type Schemas } from '../api/client';
import { explain } from '../api/failure';
import { once } from '../api/once';
import { upload } from '../api/upload';
import { texts } from '../i18n';
import { useAction } from '../state/action';
import { Button, ButtonLink } from '../ui/Button';
import { Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { bytes_max, type Problem, problemOf, template } from './csv';
import styles from './ImportPage.module.css';
import { useCategories } from './ProductForm';
import { reasonText } from './reasons';
import { store } from './stores';
import { number } from './texts';

type Report = Schemas['ImportReport'];
type RowFailure = Schemas['RowFailure'];

const megabyte = 1024 * 1024;
const example_picture = 'https://pictures.example/1.jpg';
// More of them help nobody on a page.
const shown_max = 500;

const t = texts(
  {
    title: 'CSV로 올리기',
    hint: '한 줄에 상품 하나, 옵션 하나. 올바른 줄은 바로 올라가고, 잘못된 줄은 까닭과 함께 알려드려요.',
    template: '예시 파일 받기',
    example: '예시 상품',
    ids: '파일에 적을 번호',
    storeId: (name: string) => `가게 ‘${name}’`,
    drop: '여기에 파일을 놓거나',
    choose: '파일 고르기',
    limit: (mb: string) => `CSV (UTF-8), ${mb}MB까지`,
    wrong: {
      type: 'CSV 파일이 아니에요. 엑셀에서는 ‘다른 이름으로 저장’에서 ‘CSV UTF-8’을 골라 주세요.',
      size: (mb: string) => `파일이 너무 커요. ${mb}MB보다 작게 나눠서 올려 주세요.`,
      empty: '빈 파일이에요.',
      columns: '첫 줄의 열 이름이 맞지 않아요.',
      missing: (names: string) => `빠진 열: ${names}`,
      unknown: (names: string) => `모르는 열: ${names}`,
    },
    sending: (percent: number) => `${percent}% 보냄`,
    reading: '다 보냈어요. 마지막 줄을 확인하고 있어요',
    progress: '보낸 양',
    stop: '멈추기',
    stopped: '멈췄어요. 그때까지 확인된 줄은 올라갔어요.',
    broken: '보내다가 연결이 끊겼어요. 그때까지 확인된 줄은 올라갔어요.',
    resume: '같은 파일을 다시 보내면 이미 올라간 줄은 두 번 올리지 않아요.',
    again: '같은 파일 다시 보내기',
    result: '결과',
    imported: '올라간 줄',
    failed: '잘못된 줄',
    rows: '확인한 줄',
    good: '모든 줄이 올라갔어요.',
    see: '상품 보기',
    errors: '잘못된 줄과 까닭',
    errorsHint: '이 줄들만 고쳐서 새 파일로 올리면 돼요.',
    line: '줄',
    column: '열',
    reason: '까닭',
    whole: '줄 전체',
    more: (n: string) => `그 밖에 ${n}줄이 더 있어요. 앞의 것부터 고쳐 주세요.`,
    codes: {
      NOT_FOUND: '이런 가게나 카테고리가 없어요. storeId와 categoryIds를 확인해 주세요.',
      FORBIDDEN: '내 가게가 아니에요. storeId를 확인해 주세요.',
      STORE_NOT_ACTIVE: '열려 있는 가게가 아니에요. 가게를 먼저 열어 주세요.',
      DUPLICATE: '이미 있는 상품이에요.',
    },
    ended: {
      TOO_MANY_FAILURES: '잘못된 줄이 너무 많아 중간에 멈췄어요. 고친 뒤 다시 올려 주세요.',
      ROW_TOO_LONG: '한 줄이 너무 길어 더 읽지 못했어요. 닫지 않은 따옴표가 있는지 봐 주세요.',
      BODY_TOO_LARGE: '파일이 너무 커서 중간에 멈췄어요. 나눠서 올려 주세요.',
      BROKEN_OFF: '파일이 끝까지 오지 않았어요. 다시 올려 주세요.',
      TOO_SLOW: '연결이 느려 중간에 멈췄어요. 다시 올려 주세요.',
      DEADLINE_PASSED: '시간이 너무 오래 걸려 중간에 멈췄어요. 나눠서 올려 주세요.',
      UNAVAILABLE: '서버가 잠시 받지 못해 중간에 멈췄어요. 조금 뒤에 다시 올려 주세요.',
    },
  },
  {
    title: 'Upload a CSV file',
    hint: 'One product a row, with one option. Good rows are listed at once; bad ones are named, with what is wrong.',
    template: 'Get an example file',
    example: 'Example product',
    ids: 'Numbers for the file',
    storeId: (name: string) => `Store “${name}”`,
    drop: 'Drop a file here, or',
    choose: 'Choose a file',
    limit: (mb: string) => `CSV (UTF-8), up to ${mb} MB`,
    wrong: {
      type: 'This is no CSV file. In Excel, choose “Save as” and then “CSV UTF-8”.',
      size: (mb: string) => `This file is too large. Split it into files below ${mb} MB.`,
      empty: 'This file is empty.',
      columns: 'The first line does not name the right columns.',
      missing: (names: string) => `Missing: ${names}`,
      unknown: (names: string) => `Not known: ${names}`,
    },
    sending: (percent: number) => `${percent}% sent`,
    reading: 'All sent. The last rows are being looked at',
    progress: 'Sent',
    stop: 'Stop',
    stopped: 'Stopped. Rows that were looked at by then are listed.',
    broken: 'The connection was lost on the way. Rows that were looked at by then are listed.',
    resume: 'Send the same file again: no row is listed twice.',
    again: 'Send the same file again',
    result: 'Result',
    imported: 'Listed',
    failed: 'Not listed',
    rows: 'Rows looked at',
    good: 'All rows are listed.',
    see: 'See products',
    errors: 'Rows that were not listed',
    errorsHint: 'Mend just these, and upload them as a new file.',
    line: 'Line',
    column: 'Column',
    reason: 'What is wrong',
    whole: 'Whole row',
    more: (n: string) => `And ${n} more. Begin with these.`,
    codes: {
      NOT_FOUND: 'There is no such store or category. Check storeId and categoryIds.',
      FORBIDDEN: 'This is not your store. Check storeId.',
      STORE_NOT_ACTIVE: 'This store is not open. Open it first.',
      DUPLICATE: 'There is such a product already.',
    },
    ended: {
      TOO_MANY_FAILURES:
        'Too many rows are wrong, so the rest was not looked at. Mend them, then upload again.',
      ROW_TOO_LONG: 'A row is too long to go on. Is there a quote that is not closed?',
      BODY_TOO_LARGE: 'The file is too large, so the rest was not looked at. Split it.',
      BROKEN_OFF: 'The file did not come to its end. Upload it again.',
      TOO_SLOW: 'The connection was too slow. Upload it again.',
      DEADLINE_PASSED: 'It took too long. Split the file.',
      UNAVAILABLE: 'The shop could not take more just now. Upload it again in a moment.',
    },
  },
);

const mb = number(bytes_max / megabyte);

export default function ImportPage() {
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState<Problem>();
  const [sent, setSent] = useState(0);
  const [report, setReport] = useState<Report>();
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  // The key stays the same until there is an answer: sent again, no row is listed twice.
  const send = useAction(async (chosen: File) => {
    setSent(0);
    setReport(undefined);
    stopping.current = new AbortController();
    const { signal } = stopping.current;
    const what = `import ${chosen.name} ${chosen.size} ${chosen.lastModified}`;
    const answer = await once(what, (key) =>
      upload('/admin/import/products', { type: 'text/csv', body: chosen, key, signal, onSent: setSent }),
    );
    setReport(answer as Report);
  });

  const take = async (chosen: File | undefined) => {
    if (!chosen || send.busy) return;
    send.clear();
    setReport(undefined);
    setFile(chosen);
    const wrong = await problemOf(chosen);
    setProblem(wrong);
    if (!wrong) await send.run(chosen);
  };

  return (
    <Page title={t().title} heading="unseen">
      <div class={styles.import}>
        <div class={styles.words}>
          <h2>{t().title}</h2>
          <p>{t().hint}</p>
          <Template />
        </div>
        <Drop busy={send.busy} onFile={(chosen) => void take(chosen)} />
        <div class={styles.outcome}>
          {problem && file && <Wrong name={file.name} problem={problem} />}
          {send.busy && file && (
            <Sending name={file.name} sent={sent} onStop={() => stopping.current?.abort()} />
          )}
          {send.failure !== undefined && file && (
            <Broken failure={send.failure} again={() => void send.run(file)} />
          )}
          {report && <Result report={report} />}
        </div>
      </div>
    </Page>
  );
}

/** A file to begin with, and the numbers that it needs. */
function Template() {
  const { data: categories, failure, reload } = useCategories();
  const save = () => {
    const { id = '', thumbnailUrl } = store.value ?? {};
    const example = template(id, categories?.[0]?.id ?? '', thumbnailUrl ?? example_picture, t().example);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(example);
    link.download = 'baro-products.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  return (
    <>
      <Button kind="text" onClick={save}>
        {t().template}
      </Button>
      <details class={styles.ids}>
        <summary>{t().ids}</summary>
        <dl>
          <div>
            <dt>{t().storeId(store.value?.name ?? '')}</dt>
            <dd>{store.value?.id}</dd>
          </div>
          {categories?.map(({ id, name }) => (
            <div key={id}>
              <dt>{name}</dt>
              <dd>{id}</dd>
            </div>
          ))}
        </dl>
      </details>
      <Failure failure={failure} again={() => void reload()} />
    </>
  );
}

function Drop({ busy, onFile }: { busy: boolean; onFile: (file: File | undefined) => void }) {
  const [over, setOver] = useState(false);
  return (
    <label
      class={styles.drop}
      data-over={over}
      data-busy={busy}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <input
        type="file"
        accept=".csv,text/csv"
        disabled={busy}
        onChange={({ currentTarget }) => {
          onFile(currentTarget.files?.[0]);
          // The same one, mended, is a choice again.
          currentTarget.value = '';
        }}
      />
      <span>{t().drop}</span>
      <b>{t().choose}</b>
      <small>{t().limit(mb)}</small>
    </label>
  );
}

function Wrong({ name, problem }: { name: string; problem: Problem }) {
  const said = t().wrong;
  return (
    <div class={styles.wrong} role="alert">
      <b>{name}</b>
      <p>{problem.kind === 'size' ? said.size(mb) : said[problem.kind]}</p>
      {problem.kind === 'columns' && problem.missing.length > 0 && (
        <p>{said.missing(problem.missing.join(', '))}</p>
      )}
      {problem.kind === 'columns' && problem.unknown.length > 0 && (
        <p>{said.unknown(problem.unknown.join(', '))}</p>
      )}
    </div>
  );
}

function Sending({ name, sent, onStop }: { name: string; sent: number; onStop: () => void }) {
  const percent = Math.floor(sent * 100);
  const text = percent < 100 ? t().sending(percent) : t().reading;
  return (
    <div class={styles.sending}>
      <b>{name}</b>
      <progress max={100} value={percent} aria-label={t().progress} />
      <span>{text}</span>
      <Button kind="text" onClick={onStop}>
        {t().stop}
      </Button>
    </div>
  );
}

function Broken({ failure, again }: { failure: unknown; again: () => void }) {
  const isStopped = failure instanceof DOMException;
  if (failure instanceof Refused) {
    const { code, detail } = failure.problem;
    return (
      <div class={styles.wrong} role="alert">
        <p>{code === 'INVALID_REQUEST' ? reasonText(detail) : explain(failure)}</p>
      </div>
    );
  }
  return (
    <div class={styles.wrong} role="alert">
      <p>{isStopped ? t().stopped : t().broken}</p>
      <p>{t().resume}</p>
      <Button kind="plain" onClick={again}>
        {t().again}
      </Button>
    </div>
  );
}

function Result({ report }: { report: Report }) {
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
