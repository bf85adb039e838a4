import { useEffect, useId, useState } from 'preact/hooks';
import { texts } from '../i18n';
import { useResource } from '../state/resource';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Failure } from '../ui/Notice';
import { type EntityKind, entity_kinds, findPlace } from './cluster';
import { kindName } from './format';
import styles from './PlaceForm.module.css';

const t = texts(
  {
    title: '어디에 있나요',
    kind: '종류',
    id: '번호',
    idError: '숫자로 된 번호를 넣어 주세요.',
    find: '찾기',
    shard: '샤드',
    owner: '주인',
    next: '다음 주인',
    epoch: '에포크',
    nobody: '없음',
  },
  {
    title: 'Where it lives',
    kind: 'Kind',
    id: 'Id',
    idError: 'An id has digits only.',
    find: 'Find',
    shard: 'shard',
    owner: 'owner',
    next: 'next owner',
    epoch: 'epoch',
    nobody: 'nobody',
  },
);

export interface Wanted {
  kind: EntityKind;
  id: string;
}

interface PlaceFormProps {
  wanted: Wanted | undefined;
  onWanted: (wanted: Wanted) => void;
  onShard: (shard: number | undefined) => void;
  /** With another map it may live elsewhere. */
  mapVersion: number;
}

export function PlaceForm({ wanted, onWanted, onShard, mapVersion }: PlaceFormProps) {
  const [kind, setKind] = useState<EntityKind>('sku');
  const [id, setId] = useState('');
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    setKind(wanted.kind);
    setId(wanted.id);
    setWrong(false);
  }, [wanted]);
  return (
    <section class={styles.place} aria-labelledby="place">
      <h2 id="place">{t().title}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const given = id.trim();
          setWrong(!/^\d+$/.test(given));
          if (/^\d+$/.test(given)) onWanted({ kind, id: given });
        }}
      >
        <KindChoice kind={kind} onKind={setKind} />
        <Field
          label={t().id}
          name="id"
          autocomplete="off"
          value={id}
          onValue={setId}
          error={isWrong ? t().idError : undefined}
        />
        <Button kind="plain" type="submit">
          {t().find}
        </Button>
      </form>
      <Answer wanted={wanted} onShard={onShard} mapVersion={mapVersion} />
    </section>
  );
}

function KindChoice({ kind, onKind }: { kind: EntityKind; onKind: (kind: EntityKind) => void }) {
  const id = useId();
  return (
    <div class={styles.kind}>
      <label for={id}>{t().kind}</label>
      <select
        id={id}
        name="kind"
        value={kind}
        onChange={(event) => onKind(event.currentTarget.value as EntityKind)}
      >
        {entity_kinds.map((each) => (
          <option key={each} value={each}>
            {kindName(each)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Answer({ wanted, onShard, mapVersion }: Pick<PlaceFormProps, 'wanted' | 'onShard' | 'mapVersion'>) {
  const key = wanted ? `place ${wanted.kind} ${wanted.id}` : null;
  const { data, failure, reload } = useResource(key, (signal) =>
    findPlace(wanted?.kind ?? 'sku', wanted?.id ?? '', signal),
  );
  useEffect(() => void reload(), [mapVersion]);
  const shard = data?.shard;
  useEffect(() => onShard(shard), [shard, onShard]);
  return (
    <div class={styles.answer}>
      <Failure failure={failure} again={() => void reload()} />
      <div role="status">
        {data && (
          <p>
            <b>{`${kindName(data.kind)} ${data.id}`}</b>
            {` · ${t().shard} ${data.shard} · ${t().owner} ${data.owner?.name ?? t().nobody} · ${t().epoch} ${data.epoch}`}
            {data.nextOwner && ` · ${t().next} ${data.nextOwner.name}`}
          </p>
        )}
      </div>
    </div>
  );
}
