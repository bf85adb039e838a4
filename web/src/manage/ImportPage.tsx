import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../api/client';
import { explain } from '../api/failure';
import { once } from '../api/once';
import { upload } from '../api/upload';
import { useAction } from '../state/action';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { bytes_max, type Problem, problemOf, template } from './csv';
import styles from './ImportPage.module.css';
import { ImportResult, type Report } from './ImportResult';
import { t } from './importTexts';
import { useCategories } from './ProductForm';
import { reasonText } from './reasons';
import { store } from './stores';
import { number } from './texts';

const megabyte = 1024 * 1024;
const example_picture = 'https://pictures.example/1.jpg';

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
          {report && <ImportResult report={report} />}
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
