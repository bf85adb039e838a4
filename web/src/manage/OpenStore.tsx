import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { once } from '../api/once';
import { texts } from '../i18n';
import { useAction } from '../state/action';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Failure } from '../ui/Notice';
import styles from './Form.module.css';
import { wrong } from './reasons';

const t = texts(
  {
    title: '아직 가게가 없어요',
    hint: '이름만 정하면 바로 상품을 올릴 수 있어요.',
    name: '가게 이름',
    open: '가게 열기',
  },
  {
    title: 'You have no store yet',
    hint: 'Give it a name, and you can list products at once.',
    name: 'Name of the store',
    open: 'Open the store',
  },
);

/** For owners without a store: one is made, and sells from then on. */
export function OpenStore({ onOpened }: { onOpened: () => Promise<void> }) {
  const [name, setName] = useState('');
  const open = useAction(async () => {
    const made = await once(`open ${name}`, (key) =>
      api.post('/stores', { body: { name: name.trim() }, key }),
    );
    await api.patch('/stores/{id}', { path: { id: made.id }, body: { status: 'ACTIVE' } });
    await onOpened();
  });
  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void open.run();
      }}
    >
      <div>
        <h2>{t().title}</h2>
        <p class={styles.hint}>{t().hint}</p>
      </div>
      <Field
        label={t().name}
        name="name"
        required
        maxLength={100}
        value={name}
        onValue={setName}
        error={wrong(open.failure, 'name')}
      />
      <Failure failure={open.failure} />
      <Button type="submit" busy={open.busy}>
        {t().open}
      </Button>
    </form>
  );
}
